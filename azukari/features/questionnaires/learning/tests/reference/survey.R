# Makes survey.json: what R's survey package says of a poll of 1,000 people and 60 questions (survey.csv, made by poll.py).
#   Rscript survey.R survey.csv survey.json
suppressMessages(library(survey))
files <- commandArgs(trailingOnly = TRUE)
poll <- read.csv(files[1], colClasses = "character", na.strings = "")
poll$base <- 1 / as.numeric(poll$chance)
questions <- grep("^q", names(poll), value = TRUE)
digits <- function(x) sprintf("%.15g", as.numeric(x))

table_of <- function(design, name) {
  found <- svymean(as.formula(paste0("~", name)), design, na.rm = TRUE, deff = "replace")
  options <- sub(paste0("^", name), "", names(coef(found)))
  list(options = options, mean = digits(coef(found)), error = digits(SE(found)), effect = digits(deff(found)))
}
test_of <- function(design, one, other) {
  formula <- as.formula(paste0("~", one, "+", other))
  first <- svychisq(formula, design, statistic = "Chisq")
  second <- svychisq(formula, design, statistic = "F")
  list(one = one, other = other, first = digits(c(first$parameter, first$p.value)),
       second = digits(c(second$statistic, second$parameter, second$p.value)))
}
pairs <- lapply(seq(1, length(questions) - 1, by = 2), function(i) questions[c(i, i + 1)])
pairs <- c(pairs, lapply(questions[1:10], function(name) c(name, "age")))
told <- function(design) {
  list(weights = digits(weights(design)),
       tables = setNames(lapply(questions, function(name) table_of(design, name)), questions),
       tests = lapply(pairs, function(pair) test_of(design, pair[1], pair[2])))
}
target <- function(name, shares) {
  setNames(data.frame(names(shares), as.numeric(shares) * nrow(poll)), c(name, "Freq"))
}
age <- c(young = 0.22, middle = 0.33, old = 0.45)
sex <- c(f = 0.51, m = 0.46, x = 0.03)
region <- c(east = 0.4, north = 0.15, south = 0.2, west = 0.25)

poll$base <- poll$base / mean(poll$base)
plain <- svydesign(ids = ~1, weights = ~base, data = poll)
post <- postStratify(plain, ~age, target("age", age))
raked <- rake(plain, list(~age, ~sex, ~region), list(target("age", age), target("sex", sex), target("region", region)),
              control = list(maxit = 500, epsilon = 1e-10))
trimmed <- trimWeights(raked, lower = 0.5, upper = 2)
json <- function(x) {
  if (is.list(x)) {
    items <- vapply(x, json, "")
    if (is.null(names(x))) paste0("[", paste(items, collapse = ","), "]")
    else paste0("{", paste0("\"", names(x), "\":", items, collapse = ","), "}")
  } else if (length(x) == 1) paste0("\"", x, "\"") else paste0("[", paste0("\"", x, "\"", collapse = ","), "]")
}
holm <- vapply(told(plain)$tests, function(test) as.numeric(test$second[4]), 0)
cat(json(list(survey = as.character(packageVersion("survey")), plain = told(plain), post = told(post), raked = told(raked),
              trimmed = digits(weights(trimmed)), holm = digits(p.adjust(holm, "holm")), hochberg = digits(p.adjust(holm, "BH")))),
    "\n", sep = "", file = files[2])

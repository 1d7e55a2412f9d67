// Evaluation of a condition, as the server does it (logic/evaluate.py): as many steps as its tree has nodes. A missing
// answer is a value: it equals nothing but null, is neither less nor greater than anything, and has size 0.

export function holds(tree, answers) {
  return valueOf(tree, answers) === true;
}

function valueOf([operator, left, right], answers) {
  switch (operator) {
    case "value": return left;
    case "name": return answerAt(left, right, answers);
    case "!": return valueOf(left, answers) !== true;
    case "&&": return valueOf(left, answers) !== false && valueOf(right, answers) !== false;
    case "||": return valueOf(left, answers) === true || valueOf(right, answers) === true;
    case "has": return valueOf(left, answers) !== null;
    case "size": return sizeOf(valueOf(left, answers));
  }
  return compared(operator, valueOf(left, answers), valueOf(right, answers));
}

function answerAt(id, part, answers) {
  const whole = answers[id] ?? null;
  if (!part) return whole;
  const isRows = whole !== null && typeof whole === "object" && !Array.isArray(whole);
  return (isRows ? whole[part] : answers[`${id}.${part}`]) ?? null;
}

function sizeOf(value) {
  if (typeof value === "string") return [...value].length; // characters, as Python counts them
  return value !== null && typeof value === "object" ? Object.keys(value).length : 0;
}

function compared(operator, left, right) {
  switch (operator) {
    case "==": return left === right;
    case "!=": return left !== right;
    case "in": return left !== null && Array.isArray(right) && right.includes(left);
  }
  if (typeof left !== typeof right || !["string", "number"].includes(typeof left)) return false;
  const sign = typeof left === "number" ? left - right : order([...left], [...right]);
  return { "<": sign < 0, "<=": sign <= 0, ">": sign > 0, ">=": sign >= 0 }[operator];
}

function order(left, right) {
  const at = left.findIndex((sign, place) => sign !== right[place]);
  if (at < 0) return left.length - right.length;
  return at < right.length ? left[at].codePointAt(0) - right[at].codePointAt(0) : 1;
}

-- One registration after another, each by somebody else. BODY names a file with "%d" where the number goes.
local file = assert(io.open(os.getenv("BODY"), "r"))
local body = file:read("*a")
file:close()
local before, after = body:match("^(.-)%%d(.*)$")
local headers = { ["Content-Type"] = os.getenv("TYPE") }
local number = tonumber(os.getenv("FROM"))
local path = os.getenv("TARGET")

function request()
  number = number + 1
  return wrk.format("POST", path, headers, before .. number .. after)
end

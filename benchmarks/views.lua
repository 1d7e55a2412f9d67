-- One message of the script on a page after another, from many pages; where METHOD is GET, one empty page after another.
local method, path = os.getenv("METHOD"), os.getenv("TARGET")
local headers = {
  ["Origin"] = os.getenv("ORIGIN"),
  ["Content-Type"] = "text/plain",
  ["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
  ["Accept-Language"] = "ja",
}
local number = 0

function request()
  number = number + 1
  if method == "GET" then
    return wrk.format("GET", path)
  end
  return wrk.format("POST", path, headers, '{"k":"v","p":"/page-' .. number % 200 .. '","r":"example.org"}')
end

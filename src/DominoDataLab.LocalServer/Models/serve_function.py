"""Serves one function of a Python file over HTTP, on this machine only.

serve_function.py FILE FUNCTION PORT

Only requests with the header X-Function-Secret are answered. Its value is in the variable DOMINO_FUNCTION_SECRET.

A POST has {"data": {name: value, ...}} or {"parameters": [value, ...]}; the answer has {"result": ...}, or {"error": ...} with
status 400 if the call does not fit the function and 500 if the function raised.
"""
import hmac
import importlib.util
import inspect
import json
import os
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def load(file, name):
    sys.path.insert(0, os.path.dirname(os.path.abspath(file)))
    sys.path.insert(0, os.getcwd())
    spec = importlib.util.spec_from_file_location("model", file)
    module = importlib.util.module_from_spec(spec)
    sys.modules["model"] = module
    spec.loader.exec_module(module)
    function = getattr(module, name, None)
    if not callable(function):
        known = [n for n, v in vars(module).items() if inspect.isfunction(v) and v.__module__ == "model"]
        sys.exit(f"{file} has no function '{name}'; it has {', '.join(known) or 'none'}.")
    return function


def plain(value):
    """What the JSON library does not know: numbers and arrays of numpy and pandas, by the methods that they share."""
    for method in ("tolist", "to_dict", "item"):
        if hasattr(value, method):
            return getattr(value, method)()
    raise TypeError(f"The function returned a {type(value).__name__}, which can't be written as JSON.")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    function = None
    secret = ""

    def do_POST(self):
        if not hmac.compare_digest((self.headers.get("X-Function-Secret") or "").encode(), self.secret.encode()):
            self.close_connection = True
            return self.answer(403, {"error": "Call the function through the server, not at its port."})
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            call = json.loads(body)
            data, parameters = call.get("data", {}), call.get("parameters", [])
            if not isinstance(data, dict) or not isinstance(parameters, list):
                raise ValueError("'data' must be an object, 'parameters' a list.")
            inspect.signature(self.function).bind(*parameters, **data)
        except (ValueError, TypeError, AttributeError) as e:
            return self.answer(400, {"error": f"The call does not fit the function: {e}"})
        try:
            return self.answer(200, {"result": self.function(*parameters, **data)})
        except Exception as e:
            traceback.print_exc()
            return self.answer(500, {"error": f"The function raised {type(e).__name__}: {e}"})

    def answer(self, status, value):
        body = json.dumps(value, default=plain).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    Handler.secret = os.environ.pop("DOMINO_FUNCTION_SECRET")
    Handler.function = staticmethod(load(sys.argv[1], sys.argv[2]))
    print(f"{sys.argv[2]} of {sys.argv[1]} is ready", flush=True)
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[3])), Handler).serve_forever()

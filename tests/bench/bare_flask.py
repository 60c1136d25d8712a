"""Bare Flask-SocketIO room server: no login, no database.  The baseline for every ratio.

  ASYNC_MODE=threading python bare_flask.py            Werkzeug
  ASYNC_MODE=threading gunicorn --threads 1100 bare_flask:app
  ASYNC_MODE=gevent    gunicorn -k gevent bare_flask:app
PURE_WS=1 hides gevent-websocket, so gevent uses simple-websocket.  REDIS_URL adds a message queue.
"""

import os
import sys

if os.environ.get("PURE_WS"):
    sys.modules["geventwebsocket"] = None

from flask import Flask
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
app.config["SECRET_KEY"] = "bench"
socketio = SocketIO(
    app,
    async_mode=os.environ.get("ASYNC_MODE", "threading"),
    message_queue=os.environ.get("REDIS_URL") or None,
    manage_session=False,
    http_compression=False,
    async_handlers=os.environ.get("ASYNC_HANDLERS", "1") == "1",
)

if os.environ.get("LEAN_WS"):
    import lean_ws

    lean_ws.install(socketio, int(os.environ["LEAN_WS"]))


@app.get("/")
@app.route("/login", methods=["GET", "POST"])
def index():
    return "ok"


@socketio.on("join")
def join(data):
    join_room(data["room"])
    return True


@socketio.on("post")
def post(data):
    emit("message", {"text": data["text"]}, to=data["room"])
    return True


if __name__ == "__main__":
    socketio.run(
        app, host="127.0.0.1", port=int(os.environ.get("PORT", "5000")), allow_unsafe_werkzeug=True
    )

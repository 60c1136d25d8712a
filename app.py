"""The development server; `make run` serves through gunicorn instead."""

from schoollink import create_app

app = create_app()

if __name__ == "__main__":
    app.extensions["socketio"].run(app, port=5000, debug=False, allow_unsafe_werkzeug=True)

"""The full-screen program of the desk; `screens.app.run_desk` opens it."""

"""The dashboard's entry. `make dashboard` runs it; `streamlit run dashboard/app.py` does, too."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [path for path in [str(Path(__file__).resolve().parents[1])] if path not in sys.path]

import streamlit as st  # noqa: E402

from dashboard import frame  # noqa: E402

if __name__ == "__main__":
    # A picture of our own: Streamlit would fetch one of its icons from the network.
    st.set_page_config(page_title="Lead scoring", page_icon=str(Path(__file__).parent / "icon.png"), layout="wide")
    frame.run()

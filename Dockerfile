# docker build -t earwitness . && docker run -p 7860:7860 -v earwitness:/home/user/state earwitness
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

# The user with number 1000 is the one that Hugging Face runs Spaces as. Only the state folder is theirs,
# and the one of sealed sounds, where nginx, as another user, opens files whose names it is told.
RUN useradd --create-home --uid 1000 user && \
  install --directory --owner=user --group=user /home/user/state && \
  install --directory --owner=user --group=user --mode=0711 /home/user/sealed
WORKDIR /home/user/app

# All of them come as wheels or pure Python: no compiler, and libsndfile is inside soundfile's wheel.
COPY requirements.txt .
RUN pip install -r requirements.txt

# What the page takes from npm. Node itself does not stay.
COPY requirements-node.txt package.json package-lock.json .npmrc ./
RUN pip install --target /tmp/node -r requirements-node.txt && \
  PYTHONPATH=/tmp/node PATH="/tmp/node/bin:$PATH" npm ci --omit=dev --ignore-scripts && rm -r /tmp/node

COPY . .
RUN python -m compileall -q app.py game leaderboard

USER 1000
ENV HOME=/home/user HOST=0.0.0.0 PORT=7860 EARWITNESS_STATE=/home/user/state
EXPOSE 7860
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s \
  CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["python", "app.py"]

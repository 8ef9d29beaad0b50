"""A participant's requests, in the order and with the bodies that the page sends."""

from typing import Any, Protocol

from game.api.page_proof import solve
from game.json_types import Json


class HttpClient(Protocol):
    """What the clients of httpx, httpx2 and FastAPI's tests have in common."""

    @property
    def base_url(self) -> Any: ...
    def get(self, url: str, *, headers: Any = ...) -> Any: ...
    def post(self, url: str, *, json: Any = ..., headers: Any = ...) -> Any: ...
    def delete(self, url: str, *, headers: Any = ...) -> Any: ...
    def patch(self, url: str, *, json: Any = ..., headers: Any = ...) -> Any: ...


class ParticipantClient:
    """Takes part in a study. Replies are as the client gives them, whatever their status.

    Parameters
    ----------
    **parameters
        Of the link.

    Attributes
    ----------
    step : mapping
        The open step, as the last reply showed it; empty before joining.
    """

    def __init__(self, client: HttpClient, study: str, /, **parameters: str) -> None:
        self.client = client
        self.study = study
        self.folder = f"/api/studies/{study}"
        self.parameters = parameters
        self.headers: dict[str, str] = {}
        self.step: Json = {}

    def describe(self) -> Any:
        """Ask what participants agree to, and whether somebody new is let in."""
        return self.client.get(self.folder)

    def join(self, **changes: Any) -> Any:
        """Agree, with the proof that the page sends."""
        body = {
            "consent_version": self.describe().json()["consent"]["version"],
            "parameters": self.parameters,
            "client": "page",
            "proof": page_proof(self.client.get("/api/players/challenge").json()),
            **changes,
        }
        origin = {"Origin": str(self.client.base_url)}
        reply = self.client.post(f"{self.folder}/participants", json=body, headers=self.headers | origin)
        if reply.status_code in (200, 201):
            joined = reply.json()
            self.step = joined["step"]
            if "player" in joined:
                self.headers = {"X-Earwitness-Player": joined["player"]}
        return reply

    @property
    def token(self) -> str:
        """The player's token."""
        return self.headers["X-Earwitness-Player"]

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.headers)

    def post(self, path: str, body: object = None) -> Any:
        return self.client.post(path, json=body, headers=self.headers)

    def send(self, answer: Json, step: str | None = None) -> Any:
        """Answer a step, the open one unless another is named."""
        reply = self.post(f"{self.folder}/steps/{step or self.step['id']}", answer)
        if reply.status_code == 200:
            self.step = reply.json()["step"]
        return reply

    def begin(self) -> Any:
        """Begin the game of the step, or go on with it."""
        return self.post("/api/games", {"mode": "study"})

    def next_round(self, game: str) -> Any:
        """Ask for the round that is open, or a new one."""
        return self.post(f"/api/games/{game}/rounds")

    def hear(self, dealt: Json) -> Any:
        """Load the recording of a round."""
        return self.client.get(dealt["audio"])

    def guess(self, dealt: Json, lat: float = 0.0, lon: float = 0.0, **told: Any) -> Any:
        return self.post(f"/api/rounds/{dealt['round']}/guess", {"lat": lat, "lon": lon, **told})

    def tell_known(self, round_: str, known: bool) -> Any:
        """Say after the reveal whether the recording was known."""
        return self.client.patch(
            f"/api/rounds/{round_}", json={"prior_exposure": known}, headers=self.headers
        )

    def leave(self) -> Any:
        """Take everything back."""
        return self.client.delete("/api/players/me", headers=self.headers)

    def give_back(self, panel_id: str, watch_key: str) -> Any:
        """Return a submission, as the host does when the panel says so."""
        headers = {"X-Earwitness-Watch": watch_key}
        return self.client.post(f"{self.folder}/returns", json={"participant": panel_id}, headers=headers)


def page_proof(asked: Json) -> Json:
    """The proof that the page sends, for a reply of GET /api/players/challenge."""
    return {"challenge": asked["challenge"], "answer": solve(asked["challenge"])}

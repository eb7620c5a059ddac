"""Everything that can be set from outside: environment variables that begin with PALABRE_."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _default_database() -> str:
    return f"sqlite:///{user_data_path('palabre') / 'palabre.db'}"


class Settings(BaseSettings):
    """One class for all of them; the defaults serve one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="PALABRE_", extra="ignore")

    database: str = Field(
        default_factory=_default_database,
        description="An SQLAlchemy URL: sqlite:///path/to/file.db or postgresql+psycopg://…",
    )
    keys: str = Field(default="", description="URL of the store of people's keys; a file beside the log by default")
    master_key: SecretStr = Field(default=SecretStr(""), description="32 bytes in base64 that wrap people's keys")
    next_master_key: SecretStr = Field(
        default=SecretStr(""), description="The one that `palabre keys rotate-master` puts in its place, if it is given"
    )
    master_key_file: Path = Field(
        default_factory=lambda: user_data_path("palabre") / "master.key",
        description="Where the master key is kept when it is not given; made at first use",
    )
    log_key: SecretStr = Field(
        default=SecretStr(""), description="Keys that sign checkpoints, a line each: PRIVATE+KEY+… SINCE UNTIL"
    )
    log_key_file: Path = Field(
        default_factory=lambda: user_data_path("palabre") / "log.key",
        description="Where they are kept when they are not given; made at first use",
    )
    log_origin: str = Field(default="", description="The name of the log in checkpoints; palabre/ID by default")
    witnesses: Path | None = Field(
        default=None, description="Who must cosign: a policy file (c2sp.org/tlog-policy); nobody by default"
    )
    timestamp_url: str = Field(
        default="", description="A time-stamping authority (RFC 3161) that is shown each published checkpoint; none"
    )
    witness_file: Path = Field(
        default_factory=lambda: user_data_path("palabre") / "witness.db",
        description="What `palabre witness` has seen; its key is beside it",
    )
    files: Path | None = Field(default=None, description="Folder of evidence, by digest; beside the log by default")
    webhook_http: bool = Field(default=False, description="Whether webhooks may go over plain HTTP, too")
    webhook_networks: str = Field(
        default="", description="Networks that webhooks may reach although they are not public: 10.1.0.0/16,fd00::/8"
    )
    webhook_ports: str = Field(default="443", description="Ports that webhooks may go to, or `any`")
    host: str = Field(default="127.0.0.1", description="Another than this machine's own once people can sign in")
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = Field(
        default="", description="The address by which others reach this Palabre: https://palabre.example.org"
    )
    keys_required: bool = Field(
        default=False, description="Whether feeds and API are closed to whoever shows no key; open on this machine"
    )
    requests_per_minute: int = Field(default=600, ge=0, description="How many for each key; 0: as many as it likes")
    smtp_host: str = Field(default="", description="The mail server; without one nothing is sent")
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = Field(default="Palabre <palabre@localhost>", description="Who e-mails come from")
    oidc_issuer: str = Field(default="", description="An OpenID Connect provider: https://id.example.org")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    checkpoint_seconds: float = Field(default=60.0, gt=0, description="How often a log that grew is signed again")
    tick_seconds: float = Field(default=60.0, gt=0, description="How often due dates are looked at while serving")

    @property
    def address(self) -> str:
        """Where others reach this Palabre; on this machine alone, unless it was said."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    def beside(self, suffix: str) -> Path:
        """A file beside the SQLite log, or in the user's data folder for a server database."""
        if self.database.startswith("sqlite:///"):
            return Path(self.database.removeprefix("sqlite:///") + suffix)
        return user_data_path("palabre") / f"palabre{suffix}"

"""What an answer of the Web API means: go on, wait, sign in again, or tell a person what to do."""

import re

from include.errors import READS_AGAIN, ClienteleError
from include.sources.web.answers import Answer, Renew, Verdict, Wait, retry_after

REFUSED = (400, 404, 410)
_NOT_A_MEMBER = "0x80072560"
_LOGIN = {
    "AADSTS7000215": (
        "the client secret is not valid",
        "Put the secret's value, not its id, into the password",
    ),
    "AADSTS7000222": (
        "the client secret has ended",
        "Add a new one to the app registration, and put its value into the password",
    ),
    "AADSTS700016": ("the application is not known in the tenant", "Check login: the client id"),
    "AADSTS90002": ("the tenant is not known", "Check extra.tenant: the directory id"),
}


def judge(answer: Answer) -> Verdict:
    """Judge an answer; one of `REFUSED` is for the reader to look at."""
    if answer.status in REFUSED:
        return None
    if answer.status == 401:
        return Renew()
    if answer.status == 403:
        return _forbidden(answer)
    if answer.status == 429:
        return Wait(retry_after(answer), "the service-protection limit is reached")
    if answer.status >= 500 and answer.status != 501:
        return Wait(retry_after(answer), f"status {answer.status}")
    if answer.status != 200:
        return refusal(answer)
    return None if isinstance(answer.body, dict) else Wait(reason="the answer is no page of rows")


def judge_login(answer: Answer) -> Verdict:
    """Judge an answer of the token end-point."""
    if answer.status == 429 or answer.status >= 500:
        return Wait(retry_after(answer), f"the sign-in answers with status {answer.status}")
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status == 200:
        return None if "access_token" in body else Wait(reason="the sign-in gave no token")
    description = str(body.get("error_description", ""))
    for code, (what, remedy) in _LOGIN.items():
        if code in description:
            return ClienteleError(f"{what} ({code})", remedy=remedy)
    return ClienteleError(
        f"the sign-in was refused: {body.get('error', f'status {answer.status}')}",
        remedy="Check tenant, client id and secret of the connection",
    )


def refusal(answer: Answer) -> ClienteleError:
    """Return the error of a refused request: code and message, and no trace."""
    code, message = _said(answer)
    what = f"the system answered with status {answer.status}"
    remedy = "Name the streams that are read under `only`" if answer.status == 404 else READS_AGAIN
    return ClienteleError(f"{what}: {message[:200]} ({code})" if message else what, remedy=remedy)


def code_of(answer: Answer) -> str:
    """Return the code of the error envelope, empty when there is none."""
    return _said(answer)[0]


def _said(answer: Answer) -> tuple[str, str]:
    body = answer.body if isinstance(answer.body, dict) else {}
    error = body.get("error")
    error = error if isinstance(error, dict) else {}
    return str(error.get("code", "")), str(error.get("message", ""))


def _forbidden(answer: Answer) -> ClienteleError:
    code, message = _said(answer)
    if code == _NOT_A_MEMBER:
        return ClienteleError(
            "the application is no user of this environment",
            remedy="Add it as an application user, with a security role, in the admin center",
        )
    missing = re.search(r"\bprv\w+", message)
    if missing is None:
        return ClienteleError(
            f"the application user may not read this ({code or answer.status})",
            remedy="Give its security role the right to read the table, for the organization",
        )
    table = re.search(r"for entity '(\w+)'", message)
    what = f"Read of table {table[1]}" if table else missing[0]
    return ClienteleError(
        f"the application user lacks the privilege {missing[0]}",
        remedy=f"Give its security role {what}, for the whole organization, "
        "or name the streams that are read under `only`",
    )

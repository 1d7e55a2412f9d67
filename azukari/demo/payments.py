"""The demonstration's payment provider: a contractor whose page members may pay their dues on."""

PROVIDER = "hibiki-pay"
_ENTRY = f"""
  {PROVIDER}:
    kind: contractor
    name:
      ja: 響決済株式会社
      en: Hibiki Payments Inc.
    address:
      ja: 東京都千代田区架空町7-8-9
      en: 7-8-9 Kakucho, Chiyoda-ku, Tokyo, Japan
    country: JP
    service:
      ja: 会費のオンライン払いを任せています。伝えるのは金額とその支払いだけの番号です。夜でもその場で納められます。
      en: It takes dues online for us, told an amount and a number made for it. They can be paid at night as well.
    purposes: [membership, dues-record]
    categories: []
    contract:
      reference: SN-2026-07
      signed: 2026-03-16
      begins: 2026-04-01
      ends: 2031-03-31
      clauses:
        - purpose-only
        - secrecy
        - few-hands
        - training
        - safe-keeping
        - no-handing-on
        - return-and-erase
        - report-incidents
        - accept-review
"""
_BEFORE = "\nstatistics:\n"


def with_payments(policy: str) -> str:
    """The policy's text with the payment provider among its recipients; unchanged if it is not the starter's."""
    if f"\n  {PROVIDER}:" in policy or policy.count(_BEFORE) != 1:
        return policy
    return policy.replace(_BEFORE, f"{_ENTRY}{_BEFORE}", 1)

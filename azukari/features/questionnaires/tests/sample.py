"""A questionnaire with each type of question, and some logic, for tests."""

from azukari.features.questionnaires.document import read
from azukari.features.questionnaires.shape import Questionnaire
from azukari.features.questionnaires.yaml_file import from_yaml

SAMPLE = """
slug: riverside
title: {ja: 川辺の使い方, en: Using the riverside}
lead: {ja: 三分ほどで終わります。, en: It takes three minutes.}
linked: false
pages:
  - slug: visits
    questions:
      - id: visits
        type: single
        label: {ja: どのくらい行きますか, en: How often do you go?}
        required: true
        options:
          - {value: weekly, label: {ja: 毎週, en: Every week}}
          - {value: yearly, label: {ja: 年に数回, en: A few times a year}}
          - {value: never, label: {ja: 行かない, en: Never}}
      - id: age
        type: number
        label: {ja: 年齢, en: Your age}
        least: 10
        most: 110
  - slug: uses
    show_if: visits != "never"
    questions:
      - id: uses
        type: multiple
        label: {ja: 何をしますか, en: What do you do there?}
        most: 2
        random: true
        options:
          - {value: walking, label: {ja: 散歩, en: Walking}}
          - {value: fishing, label: {ja: 釣り, en: Fishing}}
          - {value: other, label: {ja: その他, en: Something else}}
          - {value: nothing, label: {ja: 何もしない, en: Nothing}, exclusive: true}
      - id: fish
        type: short_text
        label: {ja: 釣る魚, en: Which fish?}
        show_if: '"fishing" in uses && age >= 18'
  - slug: views
    questions:
      - id: parts
        type: matrix
        label: {ja: 満足していますか, en: How content are you?}
        rows:
          - {value: paths, label: {ja: 道, en: Paths}}
          - {value: benches, label: {ja: ベンチ, en: Benches}}
        options:
          - {value: good, label: {ja: 満足, en: Content}}
          - {value: bad, label: {ja: 不満, en: Not content}}
      - id: order
        type: ranking
        label: {ja: 大事な順に, en: In which order?}
        options:
          - {value: paths, label: {ja: 道, en: Paths}}
          - {value: benches, label: {ja: ベンチ, en: Benches}}
          - {value: fish, label: {ja: 魚, en: Fish}}
      - {id: stars, type: scale, label: {ja: 評価, en: Your rating}}
      - {id: nps, type: nps, label: {ja: すすめますか, en: Would you recommend it?}}
      - {id: since, type: date, label: {ja: いつから, en: Since when?}}
      - {id: more, type: long_text, label: {ja: ほかに, en: Anything else about {fish} and you?}}
quotas:
  - {slug: young, where: age < 30, most: 10}
""".replace("about {fish} and you", "about it")


def sample() -> Questionnaire:
    return read(from_yaml(SAMPLE))

"""What models say round code, in the languages of people: introductions, labels, remarks, file names.

Each question is asked of one line.  None of them is asked in comments, strings and documents of prose.
"""

import re

from m2lsp.postprocess.sentences import CODE, is_heading, is_sentence

# Letters of other scripts than the Latin one.  Such sentences may have no blanks, so letters are counted.
_OTHER = r"[\u0370-\u1fff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]"
_OTHER_SCRIPT = re.compile(rf"(?:[-*•>\d.\s]|\*\*)*{_OTHER}.*{_OTHER}")
_LEAST_OTHER = 4

_FIRST_WORDS = "|".join(
    (
        r"here(?:'s|’s| is| are| you go| we go| goes)?|sure(?: thing)?|certainly|of course|absolutely",
        r"great|okay|ok",
        r"got it|below is|below are|following is|based on|let me know|hope (?:this|that)|you can|this is",
        r"the (?:following|completed?|missing|full|updated|corrected|final|rest)",
        r"this (?:code|function|method|class|line|implementation|completion|snippet)",
        r"i(?:'ve|'ll| have| will| would| completed| added)",
        r"hier (?:ist|sind|kommt|is)|natürlich|gerne?|klar|selbstverständlich|natuurlijk",
        r"dieser? (?:code|funktion)|der (?:vervoll|fehl|ergänz)\w+",
        r"voici|voilà|bien sûr|ce code|cette fonction|le code|j'espère",
        r"¡?aquí (?:está|tienes|va)|¡?claro|¡?por supuesto|este código|esta función|¡?espero",
        r"aqui está|aqui vai|com certeza|ecco|certo|certamente|questo codice|questa funzione",
    )
)
_INTRODUCTION = re.compile(rf"(?:\*\*)?(?:{_FIRST_WORDS})(?![\w'’]).*[:.!?…](?:\*\*)?", re.IGNORECASE)

_LABELS = "|".join(
    (
        r"(?:the )?(?:(?:final|completed?|full|updated|missing|corrected) )?(?:answer|code|completion)",
        r"(?:the )?(?:final |full )?solution",
        r"response|output|result|explanation|notes?|thinking|reasoning|analysis|implementation|changes",
        r"examples?(?: usage)?|usage(?: example)?|key (?:points|changes)",
        r"antwort|lösung|erklärung|hinweis|ausgabe|beispiel|réponse|explication|remarque|sortie|exemple",
        r"respuesta|explicación|nota|salida|ejemplo|resposta|explicação|saída|exemplo|risposta|spiegazione",
    )
)
_LABEL = re.compile(
    rf"(?:#+ |\*\*|__|\[)?(?:{_LABELS})(?:\*\*|__|\])?\s*[:：](?:\*\*|__)?(?:\s+\S+(?: \S+){(2,)})?\s*",
    re.IGNORECASE,
)
_BARE_LABEL = re.compile(rf"(?:#+ |\*\*|__)(?:{_LABELS})(?:\*\*|__)?\s*", re.IGNORECASE)
# On the line of the code, where a value is to come.
INLINE_LABEL = re.compile(
    r"\s*(?:\*\*)?(?:(?:final |completed? )?(?:answer|completion|code|output|result)|答案|代码|补全)(?:\*\*)?"
    r"\s*[:：](?:\*\*)?[ ]+(?=\S)",
    re.IGNORECASE,
)

_BOLD = re.compile(r"\*\*[^*`]+\*\*\s*:?.*")
_BULLET = re.compile(r"(?:[-*•] |\d{1,2}[.)] )(?=[`*A-Z]|[a-z]+ [a-z]+)")
_RULE = re.compile(r"(?:-{3,}|\*{3,}|_{3,}|={3,})\s*")

_FILE = r"[\w.\-]*(?:[/\\][\w.\-]+)*\.[A-Za-z]\w{0,4}"
_AROUND = r"\s*(?:(?:#|//|--|;)\s*)?(?:\*\*|`|#+ )*"
_SAID = r"file(?:name| ?path)?\s*[:：]\s*(?:\*\*|`)*"
_PATH = re.compile(
    rf"{_AROUND}(?:{_SAID}|path\s*:\s*)?`?(?:[\w.\-]+[/\\])+{_FILE}(?:\*\*|`)*\s*[:：]?\s*", re.IGNORECASE
)
_NAMED_FILE = re.compile(rf"{_AROUND}{_SAID}{_FILE}`?\s*", re.IGNORECASE)

_WORDS = re.compile(r"[A-Z][a-z'’]*,?(?: [a-z'’`.,\-]+|`[^`]*`|I){5,}")
_THINKS = re.compile(
    r"\s*(?:The user (?:wants|is|asks|has|needs)|Let me (?:think|see|look|check)|Okay, |Alright, |Wait, |"
    r"Hmm\b|Let's (?:think|see)|I need to |I should |We need to |Looking at |So, the |First, I |Now I |"
    r"用户|好的|首先|我需要|让我|以下|这段|这个函数|根据)"
)


def is_remark(line: str) -> bool:
    """Whether a line is what a model says and no code: a sentence, an introduction, a label, a heading."""
    said = line.strip()
    if is_other_script(said) or is_sentence(line):
        return True
    patterns = (_LABEL, _BARE_LABEL, _BOLD, _INTRODUCTION)
    return any(each.fullmatch(said) for each in patterns) and not _has_code(said)


def is_afterword(line: str) -> bool:
    """Whether a line that starts at the margin after a blank one begins what is said after the code."""
    said = line.strip()
    if (
        _RULE.fullmatch(said)
        or is_heading(said)
        or (_BULLET.match(said) and not said.endswith((";", "{", ",")))
    ):
        return True
    label = _LABEL.match(said)
    return is_remark(line) or bool(label and "(" not in said[: label.end()])


def is_other_script(line: str) -> bool:
    """Whether a line is words in another script than the Latin one."""
    letters = len(re.findall(_OTHER, line))
    return letters >= _LEAST_OTHER and bool(_OTHER_SCRIPT.match(line)) and not _has_code(line)


def is_unfinished_sentence(line: str) -> bool:
    """Whether a line is a sentence of which the end is missing."""
    return bool(_WORDS.fullmatch(line.strip())) and not _has_code(line)


def is_thought(line: str) -> bool:
    """Whether a line is how a model thinks aloud, even where sentences are at home."""
    return bool(_THINKS.match(line)) and not _has_code(line)


def is_path(line: str) -> bool:
    """Whether a line is nothing but a file's name: in a comment, in bold, or bare."""
    return bool(_PATH.fullmatch(line) or _NAMED_FILE.fullmatch(line))


def _has_code(said: str) -> bool:
    return bool(CODE.search(re.sub(r"`[^`]*`|\*\*", "", said)))

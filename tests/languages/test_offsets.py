import random

import pytest

from m2lsp.languages.offsets import Offsets


@pytest.mark.parametrize("alphabet", ["ab\n", "aé", "é", "🎉a€", "\ud800é"])
@pytest.mark.parametrize("length", [0, 1, 4095, 4097, 9001])
def test_bytes_and_characters_convert_both_ways(alphabet: str, length: int) -> None:
    text = "".join(random.Random(length).choices(alphabet, k=length))
    offsets = Offsets(text)
    byte = 0
    for number, char in enumerate(text):
        assert (offsets.byte(number), offsets.character(byte)) == (byte, number)
        byte += len(char.encode("utf-8", "surrogatepass"))
    assert (offsets.byte(length), offsets.character(byte)) == (byte, length)


def test_an_offset_past_the_end_is_the_end() -> None:
    assert Offsets("é").byte(5) == 2
    assert Offsets("e").byte(5) == 1

"""Docker Official Images: one file an image, its maintainers and its variants."""

import time

import pytest
from reading_sources import SMALL, Loaded, line, no_address_in, real

from kg.errors import InputError
from kg.facts import Development, ImageVariant, Maintainership

BOXER = "software/docker-official-images.boxer"


@pytest.fixture(scope="module")
def small() -> Loaded:
    return Loaded(f"docker-official-images={SMALL}@37079fb@2026-08-21")


def test_each_file_is_a_source(small):
    assert [source.url for source in small.sources] == [
        f"https://github.com/docker-library/official-images/blob/37079fb/library/{name}"
        for name in ("boxer", "retired")
    ]


def test_a_variant_inherits_what_the_first_block_says(small):
    first, second = small.of(ImageVariant)
    assert (first.key, first.tag, first.shared_tag) == ("1.2.0", ("1.2.0", "1.2", "latest"), ("1",))
    assert first.architecture == ("amd64", "arm64v8")
    assert first.repository == ("https://github.com/boxer/docker",)
    assert first.commit == ("1" * 40, "2" * 40)
    assert line(first) == 8
    assert (second.commit, second.architecture) == (("3" * 40,), ("amd64",))
    assert second.inferred == ("architecture",)


def test_people_maintain_and_teams_develop(small):
    people = [(m.person.partition(".")[2], m.project, line(m)) for m in small.of(Maintainership)]
    assert people == [
        ("ada-a", BOXER, 3),
        ("ben", BOXER, 4),
        ("cem", "software/docker-official-images.retired", 1),
    ]
    [team] = small.of(Development)
    assert team.organization == "organization/docker-official-images.the-boxer-team"
    assert small.things[BOXER].repository == ("https://github.com/boxer/docker",)


def test_teams_that_share_an_account_are_as_many_as_their_names(tmp_path):
    for name in ("storm", "solr"):
        maintainer = f"The {name} project <dev@{name}.example> (@bot)"
        image = f"Maintainers: {maintainer}\nTags: 1\nGitRepo: https://git.example/{name}\n"
        (tmp_path / name).write_text(image)
    loaded = Loaded(f"docker-official-images={tmp_path}")
    assert len({one.organization for one in loaded.of(Development)}) == 2


def test_a_line_of_spaces_takes_no_longer_than_another(tmp_path):
    start = time.process_time()
    image = f"Maintainers: Ada{' ' * 20_000}(\nTags: 1\nGitRepo: https://git.example/storm\n"
    (tmp_path / "storm").write_text(image)
    loaded = Loaded(f"docker-official-images={tmp_path}")
    assert loaded.reasons == {"a maintainer has neither a name nor a GitHub login": 1}
    assert time.process_time() - start < 2


def test_what_cannot_be_used_is_told_without_the_address_in_it(small):
    assert small.reasons == {
        "the first tag of a variant reads like that of another": 1,
        "a line is no field": 1,
    }
    assert set(small.report.unknown) == {"Colour"}
    assert no_address_in(small)


def test_an_image_without_tags_has_its_sources_and_a_word_for_nobody_is_no_maintainer(tmp_path):
    repository = "https://github.com/acme/crate"
    (tmp_path / "other").write_text("Tags: 1\nGitRepo: https://github.com/acme/other\n")
    (tmp_path / "crate").write_text(f"Maintainers: TBD (@acme)\nGitRepo: {repository}.git\n")
    loaded = Loaded(f"docker-official-images={tmp_path}")
    crate = loaded.things["software/docker-official-images.crate"]
    assert crate.repository == (repository,)
    assert not loaded.of(Maintainership)
    assert loaded.reasons == {"a maintainer is not named": 1}


def test_a_folder_without_images_is_an_error(tmp_path):
    for file in ("", "notes.txt"):
        if file:
            (tmp_path / file).write_text("Subject: images\n")
        with pytest.raises(InputError, match="no folder with a file for each image"):
            Loaded(f"docker-official-images={tmp_path}")


def test_the_real_library():
    images = real("docker-official-images", "docker-official-images/library", "37079fb@2026-08-21")
    assert len(images.sources) == 144
    assert len(images.of(ImageVariant)) == 2121
    # `TBD` maintains notary.
    assert images.reasons == {"a maintainer is not named": 1}
    assert not images.report.unknown
    assert no_address_in(images)

"""Killed while a job changes a tag that holds an item, the station knows how far it came."""

from pathlib import Path

import pytest
from careful_person import carry_on
from job_outcome import is_item_right, is_tag_right, work_off_before
from kill_play import Fuse, Killed, Life, World

from procstation.linking import read_profiles

ISBN = "9780000000019"


def returned_book(folder: Path, store: Path) -> World:
    """A book that was borrowed from another library, with its tag, and the job that ends that."""
    profile = read_profiles()["ill-return"]
    world = World.make(folder, store, profile, [ISBN])
    work_off_before(world, "feig", [ISBN])
    return world


def test_an_emptied_tag_is_not_asked_for_its_item_again(sample_store: Path, tmp_path: Path) -> None:
    whole = Life(returned_book(tmp_path / "whole", sample_store))
    whole.start()
    carry_on(whole, 2)
    whole.end()
    points = [at for at, name in enumerate(whole.fuse.points) if "write_afi" in name]
    assert len(points) == 2
    for at in points:
        world = returned_book(tmp_path / f"{at}", sample_store)
        dead = Life(world, fuse=Fuse(at))
        dead.start()
        with pytest.raises(Killed):
            carry_on(dead, 2)
        dead.end()
        life = Life(world)
        life.start()
        carry_on(life, 2)
        life.end()
        assert is_tag_right(world.profile, world.tags[0], world.codes[-1])
        assert is_item_right(world, world.codes[-1])

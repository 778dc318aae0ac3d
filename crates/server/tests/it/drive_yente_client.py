"""Drives the node with the yente client from PyPI, as it comes.

Usage: python drive_yente_client.py BASE_URL TOKEN
Ends with 0 if everything that was asked got the answer that is expected.
"""

import asyncio
import sys

from yente_client import AsyncClient, Client, Company, Person, Vessel
from yente_client.exceptions import (
    AuthenticationError,
    BadRequestError,
    NotFoundError,
)

base_url, token = sys.argv[1], sys.argv[2]


def check(what, ok):
    if not ok:
        sys.exit(f"failed: {what}")


with Client(base_url=base_url, api_key=token) as client:
    check("healthz", client.healthz().status == "ok")
    check("readyz", client.readyz().status == "ok")

    algorithms = client.algorithms()
    check("algorithms", algorithms.best in {one.name for one in algorithms.algorithms})

    catalog = client.datasets()
    check("catalog", {one.name for one in catalog.datasets} == {"demo_list", "other_list"})
    check("catalog again, by its mark", client.datasets() == catalog)
    check("catalog counts", all(one.load and one.index_current for one in catalog.datasets))

    person = Person(name="Zoltrian Quenfelder", birthDate="1962-11-23", nationality="ve")
    hits = client.match(person)
    check("match top", hits.top is not None and hits.top.id == "demo-p1" and hits.top.match)
    check("match explains", hits.top.contributing_explanations["name_match"].score > 0.7)
    check("match total", hits.total.value == 2 and hits.total.relation == "eq")
    check("match echo", hits.query["properties"]["birthDate"] == ["1962-11-23"])
    check("first seen", hits.top.first_seen is not None)

    only = client.match(person, datasets=["other_list"], threshold=0.5, limit=3)
    check("match in one dataset", [one.id for one in only.results] == ["other-7"])
    check(
        "match with filters",
        [one.id for one in client.match(person, topics=["sanction"]).results] == ["demo-p1"],
    )
    rest = client.match(person, exclude_entities=["demo-p1"], exclude_schemata=["Vessel"])
    check("match without an entity", [one.id for one in rest.results] == ["other-7"])
    check(
        "match with weights, cutoff, algorithm and date",
        client.match(
            person,
            algorithm="best",
            weights={"name_match": 1.0},
            cutoff=0.2,
            changed_since="2020-01-01",
        ).top.id
        == "demo-p1",
    )
    check("vessel", client.match(Vessel(name="Nordik Tern", flag="no")).top.id == "demo-v1")

    pairs = [("v", Vessel(name="Silent Petrel")), ("c", Company(name="Tern & Heron Shipping"))]
    tops = {key: found.top.id for key, found in client.match_iter(pairs)}
    check("match_iter", tops == {"v": "other-8", "c": "demo-c1"})

    vessel = client.fetch("demo-v1")
    sanction = vessel.properties["sanctions"][0]
    check("fetch nested", sanction.properties["program"] == ["DEMO-SHIPPING"])
    check("fetch flat", "sanctions" not in client.fetch("demo-v1", nested=False).properties)

    page = client.search("tern", facets=["countries", "schema"], limit=1)
    check("search", [one.id for one in page.results] == ["demo-v1"] and page.total.value == 2)
    counts = {value.name: value.count for value in page.facets["countries"].values}
    check("search counts", counts == {"no": 1, "cy": 1})
    check("search labels", page.facets["countries"].label == "Countries")
    rest = client.search("tern", limit=1, offset=1)
    check("search next page", [one.id for one in rest.results] == ["demo-c1"])
    check(
        "search with filters",
        [
            one.id
            for one in client.search(
                "",
                datasets=["demo_list"],
                schema="Person",
                topics=["sanction"],
                countries=["ve"],
                sort=["first_seen:desc"],
            ).results
        ]
        == ["demo-p1"],
    )
    check("fuzzy search", client.search("nordik", fuzzy=True).results[0].id == "demo-v1")
    check("simple search", client.search("heron | petrel", simple=True).total.value == 3)

    around = client.adjacent("demo-v1")
    check("adjacent", set(around.adjacent) == {"sanctions", "ownershipAsset"})
    listings = client.adjacent("demo-v1", prop="sanctions", limit=5)
    check("adjacent by property", listings.results[0].properties["program"] == ["DEMO-SHIPPING"])
    check("adjacent counts", listings.total.value == 1 and listings.limit == 5)

    for what, call, expected in [
        ("no such entity", lambda: client.fetch("nobody"), NotFoundError),
        ("no such dataset", lambda: client.match(person, datasets=["x"]), NotFoundError),
        ("no such algorithm", lambda: client.match(person, algorithm="x"), BadRequestError),
        ("no such dataset to search", lambda: client.search("x", datasets=["x"]), NotFoundError),
        ("no such order", lambda: client.search("x", sort=["nonsense"]), BadRequestError),
        ("nobody's neighbours", lambda: client.adjacent("nobody"), NotFoundError),
        ("no such property", lambda: client.adjacent("demo-v1", prop="x"), NotFoundError),
        ("no such knob", lambda: client.match(person, config={"x": 1}), BadRequestError),
    ]:
        try:
            call()
        except expected:
            continue
        sys.exit(f"failed: {what} raised nothing")

with Client(base_url=base_url, api_key="comity_wrong") as client:
    try:
        client.match(Person(name="Zoltrian Quenfelder"))
        sys.exit("failed: a wrong key was let in")
    except AuthenticationError:
        pass


async def asynchronous():
    async with AsyncClient(base_url=base_url, api_key=token) as client:
        found = await client.match(Person(name="Золтриан Квенфельдер"))
        check("asynchronous match in another script", found.top.id == "demo-p1")


asyncio.run(asynchronous())
print("all answers as expected")

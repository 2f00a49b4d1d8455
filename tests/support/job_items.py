"""A store with a handful of items to do jobs to."""

from pathlib import Path

from procstation.catalog import Catalogue

FIRST, SECOND, IN_REF, LOANED, MISSING = (f"3123400000010{place}" for place in range(1, 6))
BARCODES = (FIRST, SECOND, IN_REF, LOANED, MISSING)
ROWS = (
    "barcode,title,call number,library,location,status",
    f"{FIRST},Bridges of Brno,QA1 .B7,MAIN,STACKS,",
    f"{SECOND},Ferns of Kraków,QB2 .F4,MAIN,STACKS,",
    f"{IN_REF},Owls of Malmö,QC3 .O9,MAIN,REF,",
    f"{LOANED},Tides of Åbo,QD4 .T5,MAIN,STACKS,on loan",
    f"{MISSING},Mills of Évora,QE5 .M6,MAIN,STACKS,missing",
)


def make_store(folder: Path) -> Path:
    """Make a store in a folder, and return its path."""
    table, store = folder / "items.csv", folder / "store.sqlite"
    table.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    catalogue = Catalogue.open(f"sqlite:///{store}")
    assert catalogue.load([table]).items == len(BARCODES)
    catalogue.close()
    return store

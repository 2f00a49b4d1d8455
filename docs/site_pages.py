"""For MkDocs: the pages that lie beside `docs/` in the checkout are part of the site as well."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

BESIDE = {"CHANGELOG.md": "changelog.md", "CONTRIBUTING.md": "contributing.md"}
BESIDE["SECURITY.md"] = "security.md"
BESIDE["benchmarks/README.md"] = "benchmarks.md"


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add them; their links into `docs/` become links of the site."""
    checkout = Path(config.docs_dir).parent
    for name, uri in BESIDE.items():
        text = (checkout / name).read_text(encoding="utf-8")
        text = re.sub(r"\]\((?:\.\./)?docs/", "](", text)
        files.append(File.generated(config, uri, content=text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Have links to them lead to their places in the site."""
    del page, config, files
    for name, uri in BESIDE.items():
        markdown = markdown.replace(f"](../{name}", f"]({uri}")
    return re.sub(r"\]\((\w+\.md)", lambda found: f"]({BESIDE.get(found[1], found[1])}", markdown)

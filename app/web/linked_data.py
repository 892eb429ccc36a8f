"""What a page tells machines: schema.org's NewsArticle with its sound, and that a machine speaks."""

import json
from typing import Any

from markupsafe import Markup

from app.web.samples import Sample
from app.web.sound import Sound

SYNTHETIC = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
"""IPTC's digital source type for what a trained model made, as schema.org names it."""


def news_article(sample: Sample, *, site_name: str, base_url: str, sound: Sound | None) -> dict[str, Any]:
    """The article as a NewsArticle; `sound` is its `audio`, which says that a model speaks it."""
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": sample.title,
        "description": sample.standfirst,
        "abstract": " ".join(sample.summary),
        "inLanguage": sample.language,
        "datePublished": sample.date.isoformat(),
        "author": {"@type": "Organization", "name": sample.byline},
        "publisher": {"@type": "NewsMediaOrganization", "name": site_name},
        "mainEntityOfPage": f"{base_url}/{sample.address}",
        "timeRequired": f"PT{sample.reading_minutes}M",
        "isAccessibleForFree": True,
    }
    if sound is not None:
        article["audio"] = _audio_object(sample, sound, base_url)
    return article


def _audio_object(sample: Sample, sound: Sound, base_url: str) -> dict[str, Any]:
    audio = {
        "@type": "AudioObject",
        "name": sample.title,
        "contentUrl": f"{base_url}/narrations/{sound.narration_id}/audio.mp3",
        "embedUrl": f"{base_url}/player/{sound.narration_id}",
        "caption": f"{base_url}/narrations/{sound.narration_id}/captions.vtt",
        "encodingFormat": "audio/mpeg",
        "inLanguage": sample.language,
        "creditText": f"{sample.page['ai_voiced']} ({sound.voice})",
        "digitalSourceType": SYNTHETIC,
        "accessibilityFeature": ["synchronizedAudioText", "captions"],
    }
    if sound.duration_s is not None:
        audio["duration"] = f"PT{round(sound.duration_s)}S"
    return audio


def json_for_script(data: dict[str, Any]) -> Markup:
    """The data as the content of a script element: nothing in it can end the element."""
    written = json.dumps(data, ensure_ascii=False, indent=1)
    for character in "<>&":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return Markup(written)  # noqa: S704 - escaped just now

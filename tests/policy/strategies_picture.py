"""Hypothesis strategies for the settings of the picture, the log and the certificates."""

from datetime import timedelta

from hypothesis import strategies as st

from sightline.settings import (
    Analytics,
    Certificate,
    Certificates,
    ChannelOverlay,
    ChannelView,
    Collector,
    Detection,
    Function,
    Logging,
    Mask,
    Masks,
    Overlay,
    Tamper,
    Views,
)
from sightline.settings.analytics import KINDS
from tests.policy.unknowns import NOW, channels, maybe, parts, words

shares = st.one_of(st.just(0.0), st.integers(1, 100).map(float))
masks = st.builds(
    Masks,
    masks=maybe(
        parts(
            st.builds(
                Mask,
                channel=channels,
                mask=st.sampled_from(["1", "2"]),
                enabled=maybe(st.booleans()),
                area_percent=maybe(shares),
            )
        )
    ),
)
overlay = st.builds(
    Overlay,
    channels=maybe(
        parts(
            st.builds(
                ChannelOverlay,
                channel=channels,
                text=maybe(words),
                name_shown=maybe(st.booleans()),
                time_shown=maybe(st.booleans()),
            )
        )
    ),
)
views = st.builds(
    Views,
    channels=maybe(
        parts(
            st.builds(
                ChannelView,
                channel=channels,
                **{name: maybe(st.booleans()) for name in ("blank", "covered", "moved", "out_of_focus")},
                alike_percent=maybe(st.integers(0, 100)),
                sharp_percent=maybe(st.integers(0, 999)),
                compared_with=maybe(st.just("2026-11-01")),
                picture=maybe(st.just("0" * 64)),
            )
        )
    ),
)
analytics = st.builds(
    Analytics,
    functions=maybe(
        parts(
            st.builds(
                Function,
                channel=channels,
                name=st.sampled_from(["FaceDetect", "x; reboot"]),
                kind=st.sampled_from(list(KINDS)),
                enabled=maybe(st.booleans()),
            )
        )
    ),
)
tamper = st.builds(
    Tamper,
    detections=maybe(
        parts(
            st.builds(
                Detection,
                channel=channels,
                kind=st.sampled_from(["covered", "moved", "video-loss"]),
                enabled=maybe(st.booleans()),
            )
        )
    ),
)
collectors = st.builds(
    Collector,
    host=st.sampled_from(["logs.a", "10.0.0.9", "x; reboot"]),
    port=st.sampled_from([514, 6514]),
    protocol=st.sampled_from(["udp", "tcp", "tls", ""]),
)
logging = st.builds(Logging, kept=maybe(st.booleans()), collectors=maybe(parts(collectors)))
certificates = st.builds(
    Certificates,
    https=maybe(st.booleans()),
    https_only=maybe(st.booleans()),
    certificate=maybe(
        st.builds(
            Certificate, subject=words, issuer=words, not_after=st.integers(-400, 400).map(lambda d: NOW + timedelta(d))
        )
    ),
    lowest_tls=maybe(st.sampled_from(["1.0", "1.2"])),
    dot1x=maybe(st.booleans()),
)

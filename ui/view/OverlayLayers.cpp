// What is laid over a series: where, in which colours, or why not.
#include <algorithm>
#include <cmath>

#include "ui/view/AnnotationBook.h"
#include "ui/view/ViewerOverlays.h"
#include "ui/view/ViewerWidget.h"

namespace bolus {

namespace {

std::shared_ptr<const Volume> voxelsOf(const std::shared_ptr<const LoadedVolume>& loaded) {
    return {loaded, &loaded->volume}; // the picture keeps them
}

bool isPerfusion(Phase phase) {
    return phase == Phase::MTT || phase == Phase::CBV || phase == Phase::CBF;
}

} // namespace

std::string ViewerOverlays::idOf(Kind kind) {
    return kind == Kind::Color ? "color" : "difference";
}

std::vector<SceneLayer> ViewerOverlays::layersOf(const Below& below) {
    const auto entries = m_entries.find(below);
    const VolumeRecord* under = find(below.caseId, below.key);
    std::vector<SceneLayer> layers;
    if (under == nullptr) {
        return layers;
    }
    const std::vector<SceneLayer> objects =
        m_objects->layersOver(*m_caseById(below.caseId), *under, [&](const VolumeRecord& source) {
            return placing(below.caseId, *under, source);
        });
    if (entries == m_entries.end()) {
        return objects;
    }
    for (const Kind kind : {Kind::Difference, Kind::Color}) { // colour lies on top
        const auto entry = entries->second.find(kind);
        const VolumeRecord* above = entry == entries->second.end() || !entry->second.on
                                        ? nullptr
                                        : find(below.caseId, entry->second.above);
        if (above == nullptr) {
            continue;
        }
        SceneLayer layer = layerOf(kind, *under, *above, entry->second, below.caseId);
        const QString why = refusal(kind, layer, *under, *above);
        if (!why.isEmpty()) {
            entry->second.on = false;
            Q_EMIT refused(why);
            continue;
        }
        if (layer.source.values) {
            entry->second.style = layer.style;
        }
        layers.push_back(std::move(layer));
    }
    std::ranges::copy(objects, std::back_inserter(layers)); // segments lie on top
    return layers;
}

Placing ViewerOverlays::placing(qint64 caseId, const VolumeRecord& below,
                                const VolumeRecord& above) {
    Placing now =
        placingOf(m_viewer.shownCase() == caseId ? &m_viewer.alignment() : nullptr, below, above);
    Placing& kept = m_placings[{{caseId, measuredKey(below)}, measuredKey(above)}];
    if (kept.below == now.below && kept.above == now.above) {
        now.map = kept.map;
    }
    return kept = now;
}

SceneLayer ViewerOverlays::layerOf(Kind kind, const VolumeRecord& below, const VolumeRecord& above,
                                   const Entry& entry, qint64 caseId) {
    const QString over = nameOf(caseId, above), under = nameOf(caseId, below);
    SceneLayer layer;
    layer.id = idOf(kind);
    layer.above = over.toStdString();
    layer.below = under.toStdString();
    const Placing placing = this->placing(caseId, below, above);
    const QString text = kind == Kind::Color ? tr("%1 over %2, %3").arg(over, under, placing.how)
                                             : tr("%1 − %2, %3").arg(under, over, placing.how);
    layer.label = text.toStdString();
    if (!placing.isKnown) {
        layer.caution =
            tr("Not registered, no common frame of reference: places may not match").toStdString();
    }
    const auto overVolume = m_viewer.loadedVolume(above),
               underVolume = m_viewer.loadedVolume(below);
    if (!overVolume || !underVolume) {
        layer.caution = (m_viewer.failureOf(above).isEmpty() ? tr("Loading %1…").arg(over)
                                                             : m_viewer.failureOf(above))
                            .toStdString();
        return layer;
    }
    layer.unit = overVolume->volume.unit;
    layer.source.values = voxelsOf(overVolume);
    layer.source.map = placing.map;
    if (kind == Kind::Difference) {
        layer.source.minuend = voxelsOf(underVolume);
    }
    layer.style = entry.style.value_or(firstStyle(kind, above, below));
    return layer;
}

QString ViewerOverlays::refusal(Kind kind, const SceneLayer& layer, const VolumeRecord& below,
                                const VolumeRecord& above) const {
    if (!layer.source.values) {
        return {};
    }
    const QString over = QString::fromStdString(layer.above),
                  under = QString::fromStdString(layer.below);
    if (kind == Kind::Difference) {
        const auto unitOf = [](const Volume& volume) {
            return volume.unit.empty() ? tr("values without a unit")
                                       : QString::fromStdString(volume.unit);
        };
        const Phase a = below.phase.phase, b = above.phase.phase;
        if (layer.source.values->unit != layer.source.minuend->unit) {
            return tr("%1 cannot be subtracted from %2: one is in %3, the other in %4.")
                .arg(over, under, unitOf(*layer.source.values), unitOf(*layer.source.minuend));
        }
        if (a != b && (isPerfusion(a) || isPerfusion(b))) {
            return tr("%1 cannot be subtracted from %2: they measure different things.")
                .arg(over, under);
        }
    }
    return overlaps(layer.source, VolumeGeometry::of(below))
               ? QString()
               : tr("%1 and %2 do not overlap, so neither can be laid over the other.")
                     .arg(over, under);
}

LayerStyle ViewerOverlays::firstStyle(Kind kind, const VolumeRecord& above,
                                      const VolumeRecord& below) const {
    constexpr double usualReach = 150; // HU: contrast medium and little else
    const auto volume = m_viewer.loadedVolume(kind == Kind::Color ? above : below);
    const bool isHu = volume->volume.unit == "HU";
    LayerStyle style;
    if (kind == Kind::Difference) {
        style.map = ColorMap::Grey;
        style.fromMiddle = true;
        style.opacity = 1;
        style.high = isHu ? usualReach : std::max(volume->automatic.window / 2, 1e-9);
        style.low = -style.high;
        return style;
    }
    const Window window = isHu ? findPreset("abdomen")->values : volume->automatic;
    style.threshold = 0.4;
    style.low = window.level - window.window / 2;
    style.high = window.level + window.window / 2;
    return style;
}

} // namespace bolus

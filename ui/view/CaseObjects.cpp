#include "ui/view/CaseObjects.h"

#include <algorithm>
#include <cmath>

#include "viewer/LoadedVolume.h"

namespace bolus {

namespace {

/// Ends what is under way for a case that was closed.
class UntilStopped : public Progress {
public:
    explicit UntilStopped(std::stop_token stop) : m_stop(std::move(stop)) {}
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return m_stop.stop_requested(); }

private:
    std::stop_token m_stop;
};

LayerStyle styleOfSegment(const OverlayImage& image, std::size_t index) {
    LayerStyle style;
    style.solid = image.color.value_or(segmentColor(index));
    style.high = image.volume.unit == "%" ? 100 : 1;
    style.threshold = 0.5;
    style.opacity = 0.4;
    return style;
}

/// Over the range of what it holds.
LayerStyle styleOfMap(const Volume& volume) {
    LayerStyle style;
    const Window window = LoadedVolume::make(volume)->automatic;
    style.low = window.level - window.window / 2;
    style.high = window.level + window.window / 2;
    style.map = style.low < 0 ? ColorMap::CoolWarm : ColorMap::Viridis;
    if (style.low < 0) {
        style.high = std::max(std::abs(style.low), std::abs(style.high));
        style.low = -style.high;
        style.fromMiddle = true;
    }
    style.threshold = 0.1;
    return style;
}

bool liesOver(const OverlayFile& file, const VolumeRecord& volume, bool& sameFrame) {
    sameFrame =
        !file.frameOfReferenceUid.empty() && file.frameOfReferenceUid == volume.frameOfReferenceUid;
    return sameFrame ||
           std::ranges::find(file.seriesUids, volume.seriesUid) != file.seriesUids.end();
}

struct Laid {
    std::shared_ptr<const PointMap> map;
    QString how, caution;
};

/// A file that was made from the volume itself lies where it says. From others: as they lie over
/// the volume, where it is one place that all of them say.
Laid laidOver(const OverlayFile& file, const Case& exam, const VolumeRecord& volume, bool sameFrame,
              const CaseObjects::PlacingOver& placing) {
    const auto isSource = [&](const VolumeRecord& each) {
        return std::ranges::find(file.seriesUids, each.seriesUid) != file.seriesUids.end();
    };
    std::vector<Placing> sources;
    for (const VolumeRecord& each : exam.volumes) {
        if (isSource(each)) {
            sources.push_back(placing(each));
        }
    }
    const auto moves = [](const Placing& each) { return each.map != nullptr; };
    if (!isSource(volume) && sources.size() == 1 && moves(sources.front())) {
        return {sources.front().map, sources.front().how, {}};
    }
    const bool isDoubtful =
        sources.empty()
            ? std::ranges::any_of(exam.volumes,
                                  [&](const VolumeRecord& each) { return moves(placing(each)); })
            : sources.size() > 1 && std::ranges::any_of(sources, moves);
    return {nullptr,
            {},
            !sameFrame   ? CaseObjects::tr("Another frame of reference: places may not match")
            : isDoubtful ? CaseObjects::tr("By position: which phase it was drawn on is not told")
                         : QString()};
}

} // namespace

CaseObjects::CaseObjects(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
}

CaseObjects::~CaseObjects() {
    for (auto& [uid, entry] : m_entries) {
        entry.stop.request_stop();
    }
    m_pool.waitForDone();
}

std::vector<const CaseObject*> CaseObjects::of(const Case& exam) {
    std::vector<const CaseObject*> objects;
    for (const CaseObject& object : exam.objects) {
        if (isOverlay(object)) {
            objects.push_back(&object);
        }
    }
    return objects;
}

QString CaseObjects::nameOf(const CaseObject& object) {
    const QString kind = object.kind == "segmentation" ? tr("Segmentation") : tr("Parametric map");
    const QString what = QString::fromStdString(object.seriesDescription);
    return what.isEmpty() ? kind : tr("%1: %2").arg(kind, what);
}

bool CaseObjects::isShown(const CaseObject& object) const {
    const auto found = m_entries.find(object.sopInstanceUid);
    return found != m_entries.end() && found->second.shown;
}

void CaseObjects::setShown(const Case& exam, const CaseObject& object, bool shown) {
    Entry& entry = m_entries[object.sopInstanceUid];
    entry.caseId = exam.id;
    const bool begins = shown && !entry.shown && !entry.loaded;
    entry.shown = shown;
    for (std::size_t i = 0; entry.loaded && i < entry.loaded->images.size(); ++i) {
        entry.loaded->images[i].isThere = true;
    }
    if (begins) {
        load(exam, object, entry);
    }
    Q_EMIT changed();
}

/// On the worker thread.
Result<CaseObjects::Loaded> CaseObjects::read(const CaseObject& object,
                                              const std::stop_token& stop) {
    UntilStopped progress(stop);
    try {
        auto file = loadOverlayFile(object, &progress);
        if (!file) {
            return std::unexpected(file.error());
        }
        Loaded loaded;
        for (OverlayImage& image : file->images) {
            const LayerStyle style = file->isSegmentation
                                         ? styleOfSegment(image, loaded.images.size())
                                         : styleOfMap(image.volume);
            auto volume = std::make_shared<const Volume>(std::move(image.volume));
            loaded.images.push_back({image.name, std::move(volume), style});
        }
        file->images.clear();
        loaded.file = std::move(*file);
        return loaded;
    } catch (const std::bad_alloc&) {
        return fail(ErrorCode::TooLarge, "There is not enough memory for this object.");
    } catch (const std::exception& error) {
        return fail(ErrorCode::Internal, error.what());
    }
}

void CaseObjects::load(const Case& exam, const CaseObject& object, Entry& entry) {
    entry.stop = {};
    m_pool.start([this, object, exam, stop = entry.stop.get_token()] {
        auto loaded = std::make_shared<Result<Loaded>>(read(object, stop));
        QMetaObject::invokeMethod(
            this,
            [this, object, exam, stop, loaded] {
                if (!stop.stop_requested()) {
                    arrived(object.sopInstanceUid, exam, std::move(*loaded));
                }
            },
            Qt::QueuedConnection);
    });
}

void CaseObjects::arrived(const std::string& uid, const Case& exam, Result<Loaded> loaded) {
    Entry& entry = m_entries[uid];
    bool sameFrame = false;
    const bool fits = loaded && std::ranges::any_of(exam.volumes, [&](const VolumeRecord& volume) {
                          return liesOver(loaded->file, volume, sameFrame);
                      });
    if (fits) {
        entry.loaded = std::move(*loaded);
    } else {
        entry.shown = false;
        Q_EMIT refused(loaded ? tr("“%1” belongs to none of this exam's series: it names neither "
                                   "their frame of reference nor one of them.")
                                    .arg(QString::fromStdString(loaded->file.label))
                              : QString::fromStdString(loaded.error().message));
    }
    Q_EMIT changed();
}

SceneLayer CaseObjects::layerOf(const std::string& uid, const Loaded& object, std::size_t index) {
    const Image& image = object.images[index];
    SceneLayer layer;
    layer.id = uid + '#' + std::to_string(index);
    layer.group = (object.file.isSegmentation ? tr("Segmentation: %1") : tr("Parametric map: %1"))
                      .arg(QString::fromStdString(object.file.label))
                      .toStdString();
    layer.label = image.name.empty() ? layer.group : image.name;
    layer.above = layer.label;
    layer.unit = image.volume->unit;
    layer.source.values = image.volume;
    layer.source.nearest = object.file.isSegmentation;
    layer.style = image.style;
    return layer;
}

std::vector<SceneLayer> CaseObjects::layersOver(const Case& exam, const VolumeRecord& volume,
                                                const PlacingOver& placing) const {
    std::vector<SceneLayer> layers;
    for (const auto& [uid, entry] : m_entries) {
        bool sameFrame = false;
        if (entry.caseId != exam.id || !entry.shown || !entry.loaded ||
            !liesOver(entry.loaded->file, volume, sameFrame)) {
            continue;
        }
        const Laid laid = laidOver(entry.loaded->file, exam, volume, sameFrame, placing);
        for (std::size_t i = entry.loaded->images.size(); i-- > 0;) { // the first one topmost
            if (entry.loaded->images[i].isThere) {
                layers.push_back(layerOf(uid, *entry.loaded, i));
                layers.back().source.map = laid.map;
                layers.back().group += laid.map ? ", " + laid.how.toStdString() : "";
                layers.back().caution = laid.caution.toStdString();
            }
        }
    }
    return layers;
}

CaseObjects::Image* CaseObjects::imageOf(const std::string& layer) {
    const std::size_t mark = layer.rfind('#');
    const auto found = m_entries.find(layer.substr(0, mark));
    if (mark == std::string::npos || found == m_entries.end() || !found->second.loaded) {
        return nullptr;
    }
    auto& images = found->second.loaded->images;
    const std::size_t index = std::strtoul(layer.c_str() + mark + 1, nullptr, 10);
    return index < images.size() ? &images[index] : nullptr;
}

bool CaseObjects::setStyle(const std::string& layer, const LayerStyle& style) {
    Image* image = imageOf(layer);
    if (image != nullptr) {
        image->style = style;
    }
    return image != nullptr;
}

bool CaseObjects::remove(const std::string& layer) {
    Image* image = imageOf(layer);
    if (image == nullptr) {
        return false;
    }
    image->isThere = false;
    for (auto& [uid, entry] : m_entries) { // the last one of it closes it
        entry.shown = entry.shown &&
                      (!entry.loaded || std::ranges::any_of(entry.loaded->images, &Image::isThere));
    }
    return true;
}

void CaseObjects::keepOnly(const std::vector<const Case*>& cases) {
    std::erase_if(m_entries, [&](auto& each) {
        const bool gone = std::ranges::none_of(
            cases, [&](const Case* exam) { return exam->id == each.second.caseId; });
        if (gone) {
            each.second.stop.request_stop();
        }
        return gone;
    });
}

} // namespace bolus

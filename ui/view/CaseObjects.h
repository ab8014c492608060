// Segmentations and parametric maps of the cases on screen, as layers.
#pragma once

#include <functional>
#include <map>
#include <stop_token>

#include <QObject>
#include <QThreadPool>

#include "library/reader/OverlayFile.h"
#include "ui/view/Placing.h"
#include "viewer/ColorLayer.h"

namespace bolus {

/// GUI thread; files are read on a thread of its own. What is known of an object stays while its
/// case is on screen.
class CaseObjects : public QObject {
    Q_OBJECT
public:
    explicit CaseObjects(QObject* parent);
    ~CaseObjects() override;

    static std::vector<const CaseObject*> of(const Case& exam);
    static QString nameOf(const CaseObject& object);

    bool isShown(const CaseObject& object) const;
    void setShown(const Case& exam, const CaseObject& object, bool shown);
    using PlacingOver = std::function<Placing(const VolumeRecord& source)>;
    /// Those over a volume, from the lowest to the topmost: they share its frame of reference, or
    /// say that they were made from its series. They go with the series they were made from, which
    /// `placing` lays over the volume.
    std::vector<SceneLayer> layersOver(const Case& exam, const VolumeRecord& volume,
                                       const PlacingOver& placing) const;
    /// False where the layer is none of these.
    bool setStyle(const std::string& layer, const LayerStyle& style);
    bool remove(const std::string& layer);
    void keepOnly(const std::vector<const Case*>& cases);

Q_SIGNALS:
    void changed();
    void refused(const QString& sentence);

private:
    struct Image {
        std::string name;
        std::shared_ptr<const Volume> volume;
        LayerStyle style;
        bool isThere = true; // not taken away
    };
    struct Loaded {
        OverlayFile file; // without its images
        std::vector<Image> images;
    };
    struct Entry {
        qint64 caseId = 0;
        bool shown = false;
        std::optional<Loaded> loaded;
        std::stop_source stop;
    };
    static Result<Loaded> read(const CaseObject& object, const std::stop_token& stop);
    void load(const Case& exam, const CaseObject& object, Entry& entry);
    void arrived(const std::string& uid, const Case& exam, Result<Loaded> loaded);
    static SceneLayer layerOf(const std::string& uid, const Loaded& object, std::size_t image);
    Image* imageOf(const std::string& layer);

    std::map<std::string, Entry> m_entries; // by SOP Instance UID
    QThreadPool m_pool;                     // last: it waits for its thread before the rest goes
};

} // namespace bolus

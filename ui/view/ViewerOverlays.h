// What lies over a phase: another one in colour or subtracted from it, segmentations, maps.
#pragma once

#include <functional>
#include <map>

#include <QObject>

#include "library/domain/Case.h"
#include "ui/view/CaseObjects.h"
#include "ui/view/ScreenView.h"
#include "viewer/ColorLayer.h"

namespace bolus {

class SliceViewport;
class ViewerWidget;

/// Lives on the GUI thread, with the light box. What lies over a series does so wherever it hangs,
/// until its case is closed; questions and orders are about the series in the active viewport.
class ViewerOverlays : public QObject {
    Q_OBJECT
public:
    enum class Kind { Color, Difference };
    /// Null where that case is not on screen.
    using CaseById = std::function<const Case*(qint64 id)>;

    /// `fetch` is called when other volumes are needed() than before; refresh() follows.
    ViewerOverlays(ViewerWidget& viewer, CaseById caseById, std::function<void()> fetch);

    /// Indices of the volumes of its case that may be laid over it: phases, in their order.
    std::vector<int> partners() const;
    QString nameOf(int volume) const;
    /// -1: none.
    int partner(Kind kind) const;
    /// -1 takes it away. Where it cannot be, `refused` says why, now or when it has been loaded.
    void choose(Kind kind, int volume);
    /// The one chosen last, else: in colour the phase after it; subtracted the phase without
    /// contrast, else the one before it.
    void toggle(Kind kind);

    /// Segmentations and parametric maps of its case.
    std::vector<const CaseObject*> objects() const;
    bool isShown(const CaseObject& object) const { return m_objects->isShown(object); }
    void setShown(const CaseObject& object, bool shown);

    /// From the topmost to the lowest.
    std::vector<SceneLayer> layers() const;
    void setStyle(const std::string& id, const LayerStyle& style);
    void remove(const std::string& id);
    /// A difference follows the mouse that drags the window.
    void dragRange(SliceViewport* view, double dx);

    /// What lies over the phases of a case, into a screen that is kept, and back from one.
    void keep(const Case& exam, ScreenView& screen) const;
    void bringBack(const Case& exam, const ScreenView& screen);

    /// That must be loaded, whether they hang or not.
    std::vector<const VolumeRecord*> needed() const;
    /// After anything was hung or has been loaded.
    void refresh();

Q_SIGNALS:
    void changed();
    void refused(const QString& sentence);

private:
    struct Below { // the series that lies under others
        qint64 caseId = 0;
        std::string key; // measuredKey
        auto operator<=>(const Below&) const = default;
    };
    struct Entry {
        std::string above;               // measuredKey
        std::optional<LayerStyle> style; // once both are loaded
        bool on = false;
    };
    using Entries = std::map<Kind, Entry>;

    static std::string idOf(Kind kind); // of its layer
    Below active() const;
    const VolumeRecord* find(qint64 caseId, const std::string& key) const;
    int usual(Kind kind) const;
    // (OverlayLayers.cpp)
    std::vector<SceneLayer> layersOf(const Below& below);
    SceneLayer layerOf(Kind kind, const VolumeRecord& below, const VolumeRecord& above,
                       const Entry& entry, qint64 caseId);
    QString refusal(Kind kind, const SceneLayer& layer, const VolumeRecord& below,
                    const VolumeRecord& above) const;
    LayerStyle firstStyle(Kind kind, const VolumeRecord& above, const VolumeRecord& below) const;
    QString nameOf(qint64 caseId, const VolumeRecord& volume) const;
    /// The same map as long as the two lie as they did: what was cut by it stays.
    Placing placing(qint64 caseId, const VolumeRecord& below, const VolumeRecord& above);
    /// `below`: only over this series; else wherever it lies.
    void restyle(const std::string& id, const LayerStyle& style, std::optional<Below> below);

    ViewerWidget& m_viewer;
    CaseById m_caseById;
    std::function<void()> m_fetch;
    std::map<Below, Entries> m_entries;
    std::map<std::pair<Below, std::string>, Placing> m_placings; // of the one above: measuredKey
    CaseObjects* m_objects;
};

} // namespace bolus

// The reader's own window presets, kept in QSettings.
#pragma once

#include <vector>

#include <QString>

#include "viewer/WindowPresets.h"

namespace bolus {

/// `kind` is the kind of value it is for: "HU", "MTT", … (SliceScene::windowKind).
struct OwnPreset {
    QString name, kind;
    Window values;
    bool operator==(const OwnPreset&) const = default;
};

class WindowPresetStore {
public:
    static constexpr int mostPresets = 40, longestName = 60;

    WindowPresetStore();

    const std::vector<OwnPreset>& presets() const { return m_presets; }
    const OwnPreset* find(const QString& name) const; // null where there is none
    /// One of the same name gives way. False without a name, where its values are no window, or
    /// where there are mostPresets.
    bool add(OwnPreset preset);
    void remove(const QString& name);

private:
    void save() const;

    std::vector<OwnPreset> m_presets;
};

} // namespace bolus

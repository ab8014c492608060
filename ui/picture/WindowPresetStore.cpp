#include "ui/picture/WindowPresetStore.h"

#include <algorithm>
#include <cmath>

#include <QSettings>

namespace bolus {

namespace {

const QString place = QStringLiteral("picture/presets");

bool isWindow(const Window& window) {
    return std::isfinite(window.window) && std::isfinite(window.level) && window.window > 0;
}

} // namespace

WindowPresetStore::WindowPresetStore() {
    QSettings settings;
    const int count = settings.beginReadArray(place);
    for (int i = 0; i < std::min(count, mostPresets); ++i) {
        settings.setArrayIndex(i);
        OwnPreset preset{settings.value(QStringLiteral("name")).toString().left(longestName),
                         settings.value(QStringLiteral("kind")).toString(),
                         {settings.value(QStringLiteral("window")).toDouble(),
                          settings.value(QStringLiteral("level")).toDouble()}};
        if (!preset.name.isEmpty() && isWindow(preset.values) && !find(preset.name))
            m_presets.push_back(std::move(preset));
    }
}

const OwnPreset* WindowPresetStore::find(const QString& name) const {
    const auto found = std::ranges::find(m_presets, name, &OwnPreset::name);
    return found == m_presets.end() ? nullptr : &*found;
}

bool WindowPresetStore::add(OwnPreset preset) {
    preset.name = preset.name.simplified().left(longestName);
    if (preset.name.isEmpty() || !isWindow(preset.values))
        return false;
    const auto same = std::ranges::find(m_presets, preset.name, &OwnPreset::name);
    if (same != m_presets.end())
        *same = std::move(preset);
    else if (std::ssize(m_presets) < mostPresets)
        m_presets.push_back(std::move(preset));
    else
        return false;
    save();
    return true;
}

void WindowPresetStore::remove(const QString& name) {
    std::erase_if(m_presets, [&](const OwnPreset& preset) { return preset.name == name; });
    save();
}

void WindowPresetStore::save() const {
    QSettings settings;
    settings.remove(place);
    settings.beginWriteArray(place, static_cast<int>(m_presets.size()));
    for (int i = 0; i < std::ssize(m_presets); ++i) {
        const OwnPreset& preset = m_presets[static_cast<std::size_t>(i)];
        settings.setArrayIndex(i);
        settings.setValue(QStringLiteral("name"), preset.name);
        settings.setValue(QStringLiteral("kind"), preset.kind);
        settings.setValue(QStringLiteral("window"), preset.values.window);
        settings.setValue(QStringLiteral("level"), preset.values.level);
    }
    settings.endArray();
}

} // namespace bolus

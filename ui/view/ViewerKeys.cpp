// The light box's keys.
#include <map>

#include "ui/view/ViewerState.h"

namespace bolus {

/// True where the key means something here.
bool ViewerWidget::State::key(int key, bool far) {
    constexpr int page = 10, all = 1'000'000;
    ViewerWidget& w = self;
    const auto preset = [&w](std::size_t n) {
        w.applyPreset(QString::fromLatin1(windowPresets()[n].name.data()));
    };
    const std::map<int, std::function<void()>> table{
        {Qt::Key_Up, [&] { w.scrollBy(-1); }},
        {Qt::Key_Left, [&] { w.scrollBy(-1); }},
        {Qt::Key_Down, [&] { w.scrollBy(1); }},
        {Qt::Key_Right, [&] { w.scrollBy(1); }},
        {Qt::Key_PageUp, [&] { w.scrollBy(-page); }},
        {Qt::Key_PageDown, [&] { w.scrollBy(page); }},
        {Qt::Key_Home, [&] { w.scrollBy(-all); }},
        {Qt::Key_End, [&] { w.scrollBy(all); }},
        {Qt::Key_A, [&] { w.setPlane(Plane::Axial); }},
        {Qt::Key_C, [&] { w.setPlane(Plane::Coronal); }},
        {Qt::Key_S, [&] { w.setPlane(Plane::Sagittal); }},
        {Qt::Key_O, [&] { w.setPlane(Plane::Oblique); }},
        {Qt::Key_0, [&] { w.applyPreset("auto"); }},
        {Qt::Key_1, [&] { preset(0); }},
        {Qt::Key_2, [&] { preset(1); }},
        {Qt::Key_3, [&] { preset(2); }},
        {Qt::Key_4, [&] { preset(3); }},
        {Qt::Key_5, [&] { preset(4); }},
        {Qt::Key_R, [&] { w.resetView(); }},
        {Qt::Key_L, [&] { w.setLinked(!w.linked()); }},
        {Qt::Key_X, [&] { w.setCrosshairVisible(!w.crosshairVisible()); }},
        {Qt::Key_M, [&] { w.toggleMaximised(); }},
        {Qt::Key_H, [&] { w.setHeatmapHeld(true); }},
    };
    if (active != nullptr && (annotationKey(key) || drawKey(key, far))) {
        return true;
    }
    const auto found = table.find(key);
    if (found == table.end() || active == nullptr) {
        return false;
    }
    found->second();
    return true;
}

} // namespace bolus

// Drawing on a light box as a user does, and what is then written there.
#pragma once

#include "tests/viewer/LightBox.h"
#include "ui/view/AnnotationBook.h"

namespace bolus::test {

inline AnnotationBook& book(Light& light) {
    return light.viewer.annotations();
}

inline const std::vector<Annotation>& drawn(Light& light, qint64 id = 7) {
    return book(light).of(id);
}

inline void hover(SliceViewport& view, const QPoint& at, Qt::MouseButtons buttons = Qt::NoButton) {
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(QPointF(at)), Qt::NoButton, buttons,
                     {});
    QApplication::sendEvent(&view, &move);
}

inline void click(SliceViewport& view, const QPoint& at) {
    hover(view, at);
    QTest::mouseClick(&view, Qt::LeftButton, {}, at);
}

/// Of a patient point; nothing is drawn nearer than half a pixel.
inline QPoint pixel(SliceViewport& view, const Vec3& point) {
    return placeOf(view, point).toPoint();
}

inline void draw(Light& light, int key, const Vec3& from, const Vec3& to, std::size_t in = 0) {
    SliceViewport& view = light.view(in);
    QTest::keyClick(&light.viewer, key);
    dragMouse(view, Qt::LeftButton, pixel(view, from), pixel(view, to));
}

inline const RegionStatistics* result(Light& light, const Annotation& a, std::size_t view) {
    return book(light).result(a, measuredKey(light.view(view).record()));
}

inline const AnnotationLayer::Label* label(SliceViewport& view) {
    (void)view.grab(); // paints
    const auto& labels = view.annotationLayer().labels();
    return labels.empty() ? nullptr : &labels.front();
}

inline double pixelMm(SliceViewport& view) {
    return view.scene().mmPerPixel() * view.devicePixelRatioF();
}

} // namespace bolus::test

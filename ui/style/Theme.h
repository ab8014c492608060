// The look of Bolus: one dark palette, one style sheet, icons in the text's colour.
#pragma once

#include <QColor>
#include <QIcon>

class QApplication;

namespace bolus::theme {

inline const QColor ground = QColor::fromRgb(0xff14171b); // behind images
inline const QColor panel = QColor::fromRgb(0xff1b1f24);  // docks, lists
inline const QColor raised = QColor::fromRgb(0xff262c33); // buttons, fields
inline const QColor border = QColor::fromRgb(0xff3a434d);
inline const QColor text = QColor::fromRgb(0xffe6eaee);
inline const QColor secondaryText = QColor::fromRgb(0xff9fabb7); // 7:1 on panel
inline const QColor accent = QColor::fromRgb(0xff4fb3d1);
inline const QColor good = QColor::fromRgb(0xff7cc48a);
inline const QColor warning = QColor::fromRgb(0xffe0b050);
inline const QColor bad = QColor::fromRgb(0xffe58273);

/// Style, palette and style sheet for the whole program, and the resources compiled into it.
void apply(QApplication& application);

/// resources/icons/NAME.svg in the text's colour, greyed when disabled, accent when checked.
QIcon icon(const QString& name);

} // namespace bolus::theme

// About, and the list of keys.
#pragma once

#include <QAction>
#include <QDialog>

namespace bolus {

/// Both delete themselves when closed and block nothing.
void showAbout(QWidget* over);
void showKeys(QWidget* over, const QList<QAction*>& actions);

} // namespace bolus

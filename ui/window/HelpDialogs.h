// About.
#pragma once

#include <QDialog>

namespace bolus {

/// Deletes itself when closed and blocks nothing.
void showAbout(QWidget* over);

} // namespace bolus

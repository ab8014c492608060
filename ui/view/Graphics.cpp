#include "ui/view/Graphics.h"

#include <QtGlobal>

namespace bolus {

void prepareGraphics() {
#ifdef Q_OS_LINUX
    // Tried on X servers alone, those of Wayland's desktops among them.
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM") && qEnvironmentVariableIsSet("DISPLAY")) {
        qputenv("QT_QPA_PLATFORM", "xcb");
    }
#endif
}

} // namespace bolus

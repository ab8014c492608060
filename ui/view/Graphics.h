// What Qt must know of the screen before there is an application.
#pragma once

namespace bolus {

/// Call before QApplication is made: the xcb platform where an X server is there and nothing else
/// was asked for.
void prepareGraphics();

} // namespace bolus

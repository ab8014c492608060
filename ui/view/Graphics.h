// What Qt must know about OpenGL before there is an application.
#pragma once

namespace bolus {

/// Call before QApplication is made: surface format for VTK, shared contexts (so that docking keeps
/// them), and the xcb platform where an X server is there and nothing else was asked for.
void prepareGraphics();

} // namespace bolus

// Docks that share one place as tabs.
#pragma once

class QDockWidget;
class QMainWindow;

namespace bolus {

/// `dock` becomes a tab beside `first`. The key or menu line of either brings it to the front, and
/// closes it only where it is there already.
void joinAsTabs(QMainWindow& window, QDockWidget& first, QDockWidget& dock);

} // namespace bolus

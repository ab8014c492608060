// The status bar: which library, which model, which device, and what Bolus is not.
#pragma once

#include <QLabel>
#include <QStatusBar>

namespace bolus {

class StatusStrip : public QStatusBar {
    Q_OBJECT
public:
    explicit StatusStrip(QWidget* parent = nullptr);
    void setLibrary(const QString& folder);
    void setModel(const QString& name); // empty: none
    void setDevice(const QString& device);
    void setLoading(int done, int total);

private:
    QLabel *m_library, *m_model, *m_device, *m_loading;
};

} // namespace bolus

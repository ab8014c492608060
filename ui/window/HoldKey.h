// H held anywhere in the window hides the heatmap, except while text is typed.
#pragma once

#include <functional>

#include <QObject>
#include <QWidget>

namespace bolus {

class HoldKey : public QObject {
    Q_OBJECT
public:
    HoldKey(int key, QWidget* window, std::function<void(bool held)> tell);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool typesText() const;

    int m_key;
    QWidget* m_window;
    std::function<void(bool)> m_tell;
    bool m_held = false;
};

} // namespace bolus

// Preferences: dark or light, and how large texts are. What is chosen is so at once.
#pragma once

#include <QButtonGroup>
#include <QSpinBox>

namespace bolus {

class LookPage : public QWidget {
    Q_OBJECT
public:
    explicit LookPage(QWidget* parent = nullptr);

private:
    void take();

    QButtonGroup* m_schemes; // id: int(theme::Scheme)
    QSpinBox* m_text;
};

} // namespace bolus

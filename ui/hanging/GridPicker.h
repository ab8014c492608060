// Rows and columns of the light box, picked from a small grid.
#pragma once

#include <QWidget>

namespace bolus {

/// The mouse picks; so do the arrow keys with Enter.
class GridPicker : public QWidget {
    Q_OBJECT
public:
    static constexpr int rows = 2, columns = 4;

    explicit GridPicker(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QRect cell(int row, int column) const; // from 0

Q_SIGNALS:
    void picked(int rows, int columns); // from 1

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void point(int row, int column);
    QPoint cellAt(const QPoint& at) const; // column, row; -1, -1: none

    int m_row = -1, m_column = -1;
};

} // namespace bolus

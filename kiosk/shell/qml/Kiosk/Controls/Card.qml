import QtQuick
import Kiosk.Theme

Rectangle {
    color: Theme.paper
    radius: Theme.radius
    border.color: Theme.line
    border.width: Theme.stroke
}

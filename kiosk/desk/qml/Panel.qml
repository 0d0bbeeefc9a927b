import QtQuick
import DeskStyle
import Kiosk.Desk

// A white sheet with a soft edge, as the ground of one device; its head says how the device is.
Item {
    id: root

    required property StationViewModel station
    default property alias content: inner.data

    Rectangle {
        y: 3
        width: parent.width
        height: parent.height
        radius: Style.radius
        color: "#1017222e"
    }
    Rectangle {
        anchors.fill: parent
        radius: Style.radius
        color: Style.panel
        border.color: Style.edge
    }
    StationHead {
        id: head
        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.margins: Style.gap
        anchors.topMargin: 9
        station: root.station
    }
    Item {
        id: inner
        anchors.top: head.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Style.gap
        anchors.topMargin: 7
    }
}

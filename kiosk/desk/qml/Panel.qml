import QtQuick
import DeskStyle

// A white sheet with a soft edge, as the ground of one device.
Item {
    id: root

    default property alias content: inner.data

    Rectangle {
        x: 0
        y: 4
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
    Item {
        id: inner
        anchors.fill: parent
        anchors.margins: Style.gap
    }
}

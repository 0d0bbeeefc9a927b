import QtQuick

// A small glass with everything a finger may meet.
Rectangle {
    id: root

    property int taps: 0
    property string last: ""
    property string lastDevice: ""
    property bool covered: false

    objectName: "screen_glass"
    width: 400
    height: 600
    color: "white"

    component Key: Rectangle {
        id: key

        width: 160
        height: 80
        color: "lightsteelblue"

        TapHandler {
            onTapped: (point, button) => {
                root.taps += 1;
                root.last = key.objectName;
                root.lastDevice = point.device.name;
            }
        }
        Text {
            anchors.centerIn: parent
            text: key.objectName
        }
    }

    Key {
        objectName: "plain"
    }
    Key {
        objectName: "disabled"
        x: 200
        enabled: false
    }
    Key {
        objectName: "hidden"
        y: 100
        visible: false
    }
    Key {
        objectName: "outside"
        x: 390
        y: 100
    }
    Key {
        objectName: "under"
        y: 200
    }
    Rectangle {
        objectName: "cover"
        visible: root.covered
        y: 200
        width: 200
        height: 80
        color: "tomato"
    }
    Key {
        objectName: "under_glass"
        x: 200
        y: 200
    }
    Item {
        // takes no touch and hides nothing
        objectName: "empty_overlay"
        anchors.fill: parent
    }
    Flickable {
        objectName: "list"
        y: 300
        width: 400
        height: 300
        contentHeight: 1000
        clip: true

        Key {
            objectName: "far_down"
            y: 800
        }
        Key {
            objectName: "top"
        }
    }
}

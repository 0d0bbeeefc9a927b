pragma ComponentBehavior: Bound

import QtQuick
import DeskStyle
import Kiosk.Desk

// The persons' cards, of one kind at a time: each person has an ID card and a social card.
Item {
    id: root

    required property DeskViewModel desk
    property bool social: false

    Row {
        id: tabs
        spacing: 0

        Repeater {
            model: [root.desk.labels.idCards, root.desk.labels.socialCards]

            delegate: Rectangle {
                id: tab

                required property WordsViewModel modelData
                required property int index
                readonly property bool chosen: root.social === (index === 1)

                objectName: index === 1 ? "tab_social_card" : "tab_id_card"
                width: 116
                height: 40
                radius: 10
                color: chosen ? Style.panel : "transparent"
                border.color: chosen ? Style.edge : "transparent"

                Bilingual {
                    anchors.centerIn: parent
                    words: tab.modelData
                    size: 14
                    align: Text.AlignHCenter
                    zhColor: tab.chosen ? Style.ink : Style.soft
                }
                TapHandler {
                    onTapped: root.social = tab.index === 1
                }
            }
        }
    }
    Bilingual {
        anchors.right: parent.right
        anchors.verticalCenter: tabs.verticalCenter
        words: root.desk.labels.cardsHint
        size: 13
        align: Text.AlignRight
        zhColor: Style.soft
    }
    Grid {
        id: grid
        anchors.top: tabs.bottom
        anchors.topMargin: 8
        columns: 3
        spacing: 9

        Repeater {
            model: root.social ? root.desk.socialCard.cards : root.desk.idCard.cards

            delegate: PersonCard {
                required property CardViewModel modelData

                objectName: (root.social ? "social_" : "card_") + modelData.number
                card: modelData
                width: (root.width - 18) / 3
                opacity: modelData.lying ? 0.25 : 1
                onTapped: (root.social ? root.desk.socialCard : root.desk.idCard).place(modelData.number)
            }
        }
    }
}

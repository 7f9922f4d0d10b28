{% autoescape off %}{% load documents %}// C4 model: the services that were named, with the patterns to build. Release {{ release }}, engine {{ engine }}.
// Which service calls which is a guess; so are the clients where nobody named them. Correct both here.
workspace {{ title|dsl }} {{ heading|dsl }} {

    model {
{% for each in around %}        {{ each.id }} = softwareSystem {{ each.name|dsl }} {
{% for tag in each.tags %}            tags {{ tag|dsl }}
{% endfor %}        }
{% endfor %}        the_system = softwareSystem {{ title|dsl }} {{ heading|dsl }} {
{% if has_chapters %}            !docs docs/architecture/arc42
{% endif %}{% if importer %}            !adrs docs/decisions {{ importer }}
{% endif %}{% for name, inside in groups %}            group {{ name|dsl }} {
{% for each in inside %}                {{ each.id }} = container {{ each.name|dsl }} {{ each.detail|dsl }} {
{% for tag in each.tags %}                    tags {{ tag|dsl }}
{% endfor %}{% if each.patterns %}                    properties {
                        "patterns" {{ each.patterns|dsl }}
                    }
{% endif %}                }
{% endfor %}            }
{% endfor %}        }

{% for link in links %}        {{ link.source }} -> {{ link.target }} {{ link.label|dsl }}{% if link.tags %} "" {{ link.tags|dsl }}{% endif %}
{% endfor %}    }

    views {
        systemContext the_system "context" {
            include *
            autoLayout lr
        }
        container the_system "containers" {
            include *
            autoLayout tb
        }
        styles {
            element "Database" {
                shape cylinder
            }
            element "Client" {
                shape roundedBox
                background #e8e8e8
                color #1a1a1a
            }
            element "External" {
                background #e8e8e8
                color #1a1a1a
            }
            relationship "Dotted" {
                style dotted
            }
        }
    }
}
{% endautoescape %}

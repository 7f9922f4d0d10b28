import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.structurizr.Workspace;
import com.structurizr.documentation.Decision;
import com.structurizr.documentation.Documentable;
import com.structurizr.documentation.Section;
import com.structurizr.dsl.StructurizrDslParser;
import com.structurizr.importer.documentation.AbstractDecisionImporter;
import com.structurizr.importer.documentation.AdrToolsDecisionImporter;
import com.structurizr.importer.documentation.Log4brainsDecisionImporter;
import com.structurizr.importer.documentation.MadrDecisionImporter;
import com.structurizr.model.Component;
import com.structurizr.model.Container;
import com.structurizr.model.Element;
import com.structurizr.model.Relationship;
import com.structurizr.validation.WorkspaceScopeValidatorFactory;
import com.structurizr.view.ModelView;
import com.structurizr.view.View;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON request a line, lets Structurizr read the files, answers one line of JSON. */
public final class Reader {
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true);

    public static void main(String[] arguments) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // libraries may print; the answers stay alone
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            answers.println(JSON.writeValueAsString(answer(line)));
            answers.flush();
        }
    }

    private static Map<String, Object> answer(String line) {
        try {
            Map<?, ?> asked = JSON.readValue(line, Map.class);
            File path = new File((String) asked.get("path"));
            return switch ((String) asked.get("kind")) {
                case "workspace" -> workspace(path);
                case "madr" -> records(new MadrDecisionImporter(), path);
                case "adr-tools" -> records(new AdrToolsDecisionImporter(), path);
                case "log4brains" -> records(new Log4brainsDecisionImporter(), path);
                default -> throw new IllegalArgumentException("unknown kind " + asked.get("kind"));
            };
        } catch (Throwable thrown) {
            return Map.of("error", reasons(thrown));
        }
    }

    private static String reasons(Throwable thrown) {
        var words = new ArrayList<String>();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            words.add(each.getClass().getSimpleName() + ": " + each.getMessage());
        }
        return String.join("; ", words);
    }

    private static Map<String, Object> records(AbstractDecisionImporter importer, File folder) {
        var holder = new Workspace("records", "");
        importer.setTimeZone("UTC");
        importer.importDocumentation(holder, folder);
        return Map.of("records", decisions(holder));
    }

    private static List<Map<String, Object>> decisions(Documentable holder) {
        var found = new ArrayList<Map<String, Object>>();
        for (Decision decision : holder.getDocumentation().getDecisions()) {
            var links = new ArrayList<Map<String, Object>>();
            for (Decision.Link link : decision.getLinks()) {
                links.add(row("number", link.getId(), "description", link.getDescription()));
            }
            found.add(row(
                    "number", decision.getId(),
                    "title", decision.getTitle(),
                    "status", decision.getStatus(),
                    "date", decision.getDate().toInstant().atZone(ZoneOffset.UTC).toLocalDate().toString(),
                    "links", links,
                    "content", decision.getContent()));
        }
        return found;
    }

    private static Map<String, Object> workspace(File file) throws Exception {
        var parser = new StructurizrDslParser();
        parser.parse(file);
        Workspace workspace = parser.getWorkspace();
        WorkspaceScopeValidatorFactory.getValidator(workspace).validate(workspace);
        var elements = new ArrayList<Map<String, Object>>();
        var relations = new ArrayList<Map<String, Object>>();
        var documentation = new LinkedHashMap<String, Object>();
        documentation.put("", documentation(workspace));
        for (Element element : workspace.getModel().getElements()) {
            elements.add(element(element));
            if (element instanceof Documentable holder && !holder.getDocumentation().isEmpty()) {
                documentation.put(element.getName(), documentation(holder));
            }
        }
        for (Relationship relation : workspace.getModel().getRelationships()) {
            relations.add(row(
                    "source", relation.getSource().getName(),
                    "target", relation.getDestination().getName(),
                    "description", relation.getDescription(),
                    "technology", relation.getTechnology(),
                    "tags", List.copyOf(relation.getTagsAsSet())));
        }
        var views = new ArrayList<Map<String, Object>>();
        for (View view : workspace.getViews().getViews()) {
            views.add(view(view));
        }
        return row(
                "name", workspace.getName(),
                "description", workspace.getDescription(),
                "elements", elements,
                "relations", relations,
                "views", views,
                "documentation", documentation);
    }

    private static Map<String, Object> element(Element element) {
        String technology = "";
        if (element instanceof Container container) {
            technology = container.getTechnology();
        } else if (element instanceof Component component) {
            technology = component.getTechnology();
        }
        return row(
                "kind", element.getClass().getSimpleName(),
                "name", element.getName(),
                "parent", element.getParent() == null ? null : element.getParent().getName(),
                "description", element.getDescription(),
                "technology", technology,
                "tags", List.copyOf(element.getTagsAsSet()),
                "properties", element.getProperties(),
                "url", element.getUrl());
    }

    private static Map<String, Object> view(View view) {
        var shown = new ArrayList<String>();
        int arrows = 0;
        if (view instanceof ModelView drawn) {
            drawn.getElements().forEach(each -> shown.add(each.getElement().getName()));
            arrows = drawn.getRelationships().size();
        }
        return row(
                "kind", view.getClass().getSimpleName(),
                "key", view.getKey(),
                "title", view.getTitle(),
                "description", view.getDescription(),
                "elements", shown,
                "arrows", arrows);
    }

    private static Map<String, Object> documentation(Documentable holder) {
        var sections = new ArrayList<String>();
        for (Section section : holder.getDocumentation().getSections()) {
            sections.add(section.getContent());
        }
        return row("records", decisions(holder), "sections", sections);
    }

    private static Map<String, Object> row(Object... keysAndValues) {
        var row = new LinkedHashMap<String, Object>();
        for (int index = 0; index < keysAndValues.length; index += 2) {
            row.put((String) keysAndValues[index], keysAndValues[index + 1]);
        }
        return row;
    }
}

//! Tables of pairs as a graph (GraphML), for programs that draw networks.

use std::io::Write;

use crate::analysis::Tabular;
use crate::exchange::ExportError;
use crate::exchange::charts::xml_escaped;

/// Writes the graph of a table and says how many edges.
///
/// # Errors
/// A table that is none of pairs, and what the system says.
pub fn write_table_graphml(table: &dyn Tabular, out: &mut dyn Write) -> Result<usize, ExportError> {
    let Some(graph) = table.graph() else {
        let why = "only a table of pairs is a graph: save this one as CSV";
        return Err(ExportError::Format(why.to_owned()));
    };
    out.write_all(HEAD.as_bytes())?;
    for (number, (name, count)) in graph.nodes.iter().enumerate() {
        let name = xml_escaped(name);
        writeln!(
            out,
            "    <node id=\"n{number}\"><data key=\"name\">{name}</data><data key=\"count\">{count}</data></node>"
        )?;
    }
    for edge in &graph.edges {
        let (from, to) = edge.nodes;
        writeln!(
            out,
            "    <edge source=\"n{from}\" target=\"n{to}\"><data key=\"weight\">{}</data><data key=\"expected\">{:.6}</data></edge>",
            edge.weight, edge.expected
        )?;
    }
    out.write_all(b"  </graph>\n</graphml>\n")?;
    Ok(graph.edges.len())
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="name" for="node" attr.name="name" attr.type="string"/>
  <key id="count" for="node" attr.name="count" attr.type="long"/>
  <key id="weight" for="edge" attr.name="weight" attr.type="long"/>
  <key id="expected" for="edge" attr.name="expected" attr.type="double"/>
  <graph edgedefault="undirected">
"#;

namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>An atom of a structure, with the data that a simulation needs; position in Å, the element by its symbol in upper or lower case.</summary>
public readonly record struct StructureAtom(AtomKey Key, string ResidueName, string Element, double X, double Y, double Z);

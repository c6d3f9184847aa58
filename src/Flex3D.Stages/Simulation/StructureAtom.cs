namespace Flex3D.Stages.Simulation;

/// <summary>One atom of a structure as a simulation needs it; position in Å, the element by its symbol in any case.</summary>
public readonly record struct StructureAtom(AtomKey Key, string ResidueName, string Element, double X, double Y, double Z);

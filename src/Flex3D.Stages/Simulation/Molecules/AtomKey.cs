namespace Flex3D.Stages.Simulation.Molecules;

/// <summary>The name of an atom within a structure; atoms of two structures with equal keys are the same atom.</summary>
public readonly record struct AtomKey(string Chain, int Residue, string InsertionCode, string Name);
